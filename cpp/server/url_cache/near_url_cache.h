// A small cache in this process before the shared one: hot records do not travel.
#pragma once

#include <atomic>
#include <string_view>

#include "server/metrics/metrics.h"
#include "server/url_cache/record_map.h"

namespace ppc::server {

/// What all event loops of a server share. It holds records only while it hears of the drops of other
/// servers.
class NearRecords {
 public:
  NearRecords(const Clock& clock, RecordMapLimits limits) : records_(clock, limits) {}

  /// From now on every drop is heard.
  void hear();
  /// Drops may go unheard.
  void stop_hearing();
  bool hears() const { return hears_.load(std::memory_order_acquire); }
  /// A message of kDropChannel: keys, one a line.
  void on_drop(std::string_view message);

  RecordMap& records() { return records_; }

 private:
  RecordMap records_;
  std::atomic<bool> hears_ = false;
};

/// For one event loop.
class NearUrlCache final : public UrlCache {
 public:
  NearUrlCache(NearRecords& near, UrlCache& shared, Metrics& metrics)
      : near_(near), shared_(shared), metrics_(metrics) {}

  HeldPicture at_hand(const std::string& key) override;
  Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>& keys) override;
  Task<Result<Done>> put(const std::vector<CacheEntry>& entries) override;
  Task<Result<Done>> drop(const std::vector<std::string>& keys) override;
  Task<Result<Done>> check() override { return shared_.check(); }

 private:
  Task<Result<std::vector<CacheLookup>>> ask_shared(const std::vector<std::string>& keys,
                                                    std::vector<CacheLookup> lookups,
                                                    const std::vector<std::size_t>& missing);

  NearRecords& near_;
  UrlCache& shared_;
  Metrics& metrics_;
};

}  // namespace ppc::server
