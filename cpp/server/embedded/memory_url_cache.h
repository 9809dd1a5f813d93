// The URL cache of a server that runs alone: a bounded map in memory, least recently used entry out first.
#pragma once

#include <deque>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/ports/clock.h"
#include "server/ports/url_cache.h"

namespace ppc::server {

struct MemoryUrlCacheLimits {
  Millis lifetime = 50 * 60 * 1000;
  std::size_t entries = 100000;
  std::size_t remembered_drops = 100000;
};

/// For one thread.
class MemoryUrlCache final : public UrlCache {
 public:
  MemoryUrlCache(const Clock& clock, MemoryUrlCacheLimits limits);

  Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>& keys) override;
  Task<Result<Done>> put(const std::vector<CacheEntry>& entries) override;
  Task<Result<Done>> drop(const std::vector<std::string>& keys) override;
  Task<Result<Done>> check() override;

  std::size_t size() const { return newest_first_.size(); }

 private:
  struct Kept {
    std::string key;
    SignedPicture picture;
    Millis kept_at;
  };
  using Position = std::list<Kept>::iterator;

  CacheLookup look_up(std::string_view key);
  void keep(const CacheEntry& entry);
  void erase(std::string_view key);
  void remember_drop(const std::string& key);
  bool outdated(const std::string& key, CacheTicket ticket) const;

  const Clock& clock_;
  MemoryUrlCacheLimits limits_;
  std::list<Kept> newest_first_;
  std::unordered_map<std::string_view, Position> positions_;  // the keys are those inside the list

  // A ticket is the number of drops so far. It is outdated when its key was dropped later. Only the latest
  // drops are remembered by key; older tickets than the forgotten ones are all taken as outdated.
  CacheTicket drops_ = 0;
  CacheTicket forgotten_ = 0;
  std::unordered_map<std::string, CacheTicket> dropped_at_;
  std::deque<std::pair<std::string, CacheTicket>> drop_order_;
};

}  // namespace ppc::server
