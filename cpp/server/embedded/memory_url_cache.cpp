#include "server/embedded/memory_url_cache.h"

#include <algorithm>

#include "core/ttl/lifetimes.h"

namespace ppc::server {

MemoryUrlCache::MemoryUrlCache(const Clock& clock, MemoryUrlCacheLimits limits)
    : clock_(clock), limits_(limits) {}

CacheLookup MemoryUrlCache::look_up(std::string_view key) {
  CacheLookup lookup{std::nullopt, drops_};
  const auto found = positions_.find(key);
  if (found == positions_.end()) return lookup;
  if (!is_alive(found->second->kept_at, limits_.lifetime, clock_.now())) {
    erase(key);
    return lookup;
  }
  newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
  lookup.picture = found->second->picture;
  return lookup;
}

void MemoryUrlCache::erase(std::string_view key) {
  const auto found = positions_.find(key);
  if (found == positions_.end()) return;
  const Position position = found->second;
  positions_.erase(found);
  newest_first_.erase(position);
}

bool MemoryUrlCache::outdated(const std::string& key, CacheTicket ticket) const {
  if (ticket < forgotten_) return true;
  const auto dropped = dropped_at_.find(key);
  return dropped != dropped_at_.end() && ticket < dropped->second;
}

void MemoryUrlCache::keep(const CacheEntry& entry) {
  if (limits_.entries == 0 || outdated(entry.key, entry.ticket)) return;
  erase(entry.key);
  newest_first_.push_front({entry.key, entry.picture, clock_.now()});
  positions_.emplace(newest_first_.front().key, newest_first_.begin());
  if (newest_first_.size() <= limits_.entries) return;
  positions_.erase(newest_first_.back().key);
  newest_first_.pop_back();
}

void MemoryUrlCache::remember_drop(const std::string& key) {
  dropped_at_[key] = ++drops_;
  drop_order_.emplace_back(key, drops_);
  while (drop_order_.size() > limits_.remembered_drops) {
    const auto& [oldest, at] = drop_order_.front();
    forgotten_ = at;
    const auto latest = dropped_at_.find(oldest);
    if (latest != dropped_at_.end() && latest->second == at) dropped_at_.erase(latest);
    drop_order_.pop_front();
  }
}

Task<Result<std::vector<CacheLookup>>> MemoryUrlCache::get(const std::vector<std::string>& keys) {
  std::vector<CacheLookup> lookups;
  lookups.reserve(keys.size());
  for (const auto& key : keys) lookups.push_back(look_up(key));
  co_return std::move(lookups);
}

Task<Result<Done>> MemoryUrlCache::put(const std::vector<CacheEntry>& entries) {
  for (const auto& entry : entries) keep(entry);
  co_return Done{};
}

Task<Result<Done>> MemoryUrlCache::drop(const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    erase(key);
    remember_drop(key);
  }
  co_return Done{};
}

Task<Result<Done>> MemoryUrlCache::check() { co_return Done{}; }

}  // namespace ppc::server
