// The URL cache of a server that runs alone: this process' memory.
#pragma once

#include "server/url_cache/record_map.h"

namespace ppc::server {

/// May be used by several threads.
class MemoryUrlCache final : public UrlCache {
 public:
  MemoryUrlCache(const Clock& clock, RecordMapLimits limits) : records_(clock, limits) {}

  HeldPicture at_hand(const std::string& key) override { return records_.find(key); }
  Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>& keys) override;
  Task<Result<Done>> put(const std::vector<CacheEntry>& entries) override;
  Task<Result<Done>> drop(const std::vector<std::string>& keys) override;
  Task<Result<Done>> check() override;

  std::size_t size() const { return records_.size(); }

 private:
  RecordMap records_;
};

}  // namespace ppc::server
