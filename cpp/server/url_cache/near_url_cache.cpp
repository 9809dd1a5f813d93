#include "server/url_cache/near_url_cache.h"

#include "server/base/query.h"

namespace ppc::server {

void NearRecords::hear() {
  records_.drop_all();
  hears_.store(true, std::memory_order_release);
}

void NearRecords::stop_hearing() {
  hears_.store(false, std::memory_order_release);
  records_.drop_all();
}

void NearRecords::on_drop(std::string_view message) {
  for (std::string_view key : split(message, '\n')) records_.drop(std::string(key));
}

HeldPicture NearUrlCache::at_hand(const std::string& key) {
  if (!near_.hears()) return nullptr;
  auto picture = near_.records().find(key);
  if (picture) metrics_.count_near_cache(1, 0);
  return picture;
}

Task<Result<std::vector<CacheLookup>>> NearUrlCache::get(const std::vector<std::string>& keys) {
  std::vector<CacheLookup> lookups(keys.size());
  std::vector<std::size_t> missing;
  const bool hears = near_.hears();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (hears) lookups[i] = near_.records().look_up(keys[i]);
    if (!lookups[i].picture) missing.push_back(i);
  }
  metrics_.count_near_cache(keys.size() - missing.size(), missing.size());
  if (missing.empty()) co_return std::move(lookups);
  co_return co_await ask_shared(keys, std::move(lookups), missing);
}

Task<Result<std::vector<CacheLookup>>> NearUrlCache::ask_shared(const std::vector<std::string>& keys,
                                                                std::vector<CacheLookup> lookups,
                                                                const std::vector<std::size_t>& missing) {
  std::vector<std::string> wanted;
  wanted.reserve(missing.size());
  for (const std::size_t i : missing) wanted.push_back(keys[i]);
  auto found = co_await shared_.get(wanted);
  if (!found.ok() && missing.size() == keys.size()) co_return found.error();
  for (std::size_t j = 0; j < missing.size(); ++j) {
    CacheLookup& lookup = lookups[missing[j]];
    const auto here = lookup.ticket.here;
    lookup = found.ok() ? std::move(found.value()[j]) : CacheLookup{std::nullopt, kNoTicket};
    lookup.ticket.here = here;
    if (lookup.picture && near_.hears()) near_.records().keep({wanted[j], *lookup.picture, lookup.ticket});
  }
  co_return std::move(lookups);
}

Task<Result<Done>> NearUrlCache::put(const std::vector<CacheEntry>& entries) {
  auto kept = co_await shared_.put(entries);
  if (!near_.hears()) co_return kept;
  for (const auto& entry : entries) near_.records().keep(entry);
  co_return kept;
}

Task<Result<Done>> NearUrlCache::drop(const std::vector<std::string>& keys) {
  auto dropped = co_await shared_.drop(keys);
  // Last: whatever was read from the shared cache before its drop is outdated by this one. The message that
  // Redis sends to everybody reaches this server too, but perhaps after the answer to the upload.
  for (const auto& key : keys) near_.records().drop(key);
  co_return dropped;
}

}  // namespace ppc::server
