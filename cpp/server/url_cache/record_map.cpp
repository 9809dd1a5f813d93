#include "server/url_cache/record_map.h"

#include "core/ttl/lifetimes.h"
#include "server/ports/picture_json.h"

namespace ppc::server {

HeldPicture RecordMap::find(std::string_view key) {
  const std::lock_guard lock(mutex_);
  return find_locked(key);
}

CacheLookup RecordMap::look_up(std::string_view key) {
  const std::lock_guard lock(mutex_);
  CacheLookup lookup;
  lookup.ticket.here = drops_;
  if (const auto held = find_locked(key)) lookup.picture = held->picture;
  return lookup;
}

HeldPicture RecordMap::find_locked(std::string_view key) {
  const auto found = positions_.find(key);
  if (found == positions_.end()) return nullptr;
  if (!is_alive(found->second->kept_at, limits_.lifetime, clock_.now())) {
    erase(key);
    return nullptr;
  }
  newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
  return found->second->picture;
}

void RecordMap::keep(const CacheEntry& entry) {
  const std::lock_guard lock(mutex_);
  if (limits_.entries == 0 || outdated(entry.key, entry.ticket.here)) return;
  erase(entry.key);
  auto held = std::make_shared<const HeldRecord>(HeldRecord{entry.picture, picture_members(entry.picture)});
  newest_first_.push_front({entry.key, std::move(held), clock_.now()});
  positions_.emplace(newest_first_.front().key, newest_first_.begin());
  if (newest_first_.size() <= limits_.entries) return;
  positions_.erase(newest_first_.back().key);
  newest_first_.pop_back();
}

void RecordMap::drop(const std::string& key) {
  const std::lock_guard lock(mutex_);
  erase(key);
  remember_drop(key);
}

void RecordMap::drop_all() {
  const std::lock_guard lock(mutex_);
  positions_.clear();
  newest_first_.clear();
  dropped_at_.clear();
  drop_order_.clear();
  forgotten_ = ++drops_;
}

std::size_t RecordMap::size() const {
  const std::lock_guard lock(mutex_);
  return newest_first_.size();
}

void RecordMap::erase(std::string_view key) {
  const auto found = positions_.find(key);
  if (found == positions_.end()) return;
  const Position position = found->second;
  positions_.erase(found);
  newest_first_.erase(position);
}

bool RecordMap::outdated(const std::string& key, std::uint64_t ticket) const {
  if (ticket < forgotten_) return true;
  const auto dropped = dropped_at_.find(key);
  return dropped != dropped_at_.end() && ticket < dropped->second;
}

void RecordMap::remember_drop(const std::string& key) {
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

}  // namespace ppc::server
