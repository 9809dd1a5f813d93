#include "server/embedded/memory_url_cache.h"

namespace ppc::server {

Task<Result<std::vector<CacheLookup>>> MemoryUrlCache::get(const std::vector<std::string>& keys) {
  std::vector<CacheLookup> lookups;
  lookups.reserve(keys.size());
  for (const auto& key : keys) lookups.push_back(records_.look_up(key));
  co_return std::move(lookups);
}

Task<Result<Done>> MemoryUrlCache::put(const std::vector<CacheEntry>& entries) {
  for (const auto& entry : entries) records_.keep(entry);
  co_return Done{};
}

Task<Result<Done>> MemoryUrlCache::drop(const std::vector<std::string>& keys) {
  for (const auto& key : keys) records_.drop(key);
  co_return Done{};
}

Task<Result<Done>> MemoryUrlCache::check() { co_return Done{}; }

}  // namespace ppc::server
