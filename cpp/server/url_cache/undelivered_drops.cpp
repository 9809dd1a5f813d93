#include "server/url_cache/undelivered_drops.h"

#include "core/ttl/lifetimes.h"

namespace ppc::server {
namespace {

/// Far longer than replicas lag behind a master that is well enough to answer, and than it takes to notice
/// that one is lost.
constexpr Millis kDoubtful = 30 * kSecond;

}  // namespace

void UndeliveredDrops::add(const std::vector<std::string>& keys, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) add_locked(key, 0, now);
  wake();
}

void UndeliveredDrops::add_locked(const std::string& key, Millis heard_at, Millis now) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end() && waiting_.size() >= limit_) {
    overflowed_at_ = now;
    return;
  }
  if (found != waiting_.end()) by_number_.erase(found->second.number);
  waiting_[key] = {++drops_, heard_at};
  by_number_.emplace(drops_, key);
}

void UndeliveredDrops::delivered(const std::vector<Drop>& drops, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& drop : drops) {
    const auto found = waiting_.find(drop.key);
    if (found == waiting_.end() || found->second.number != drop.number) continue;
    const Millis heard_at = found->second.heard_at;
    waiting_.erase(found);
    by_number_.erase(drop.number);
    remember(drop.key, heard_at == 0 ? now : heard_at, now);
  }
}

void UndeliveredDrops::heard(const std::vector<std::string>& keys, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) remember(key, now, now);
}

void UndeliveredDrops::remember(const std::string& key, Millis heard_at, Millis now) {
  heard_.emplace_back(heard_at, key);
  while (heard_.size() > limit_ || heard_.front().first < now - kDoubtful) {
    heard_.pop_front();
    if (heard_.empty()) return;
  }
}

void UndeliveredDrops::doubt(Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& [at, key] : std::exchange(heard_, {})) {
    if (at >= now - kDoubtful && !waiting_.contains(key)) add_locked(key, at, now);
  }
  wake();
}

bool UndeliveredDrops::empty() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

std::vector<UndeliveredDrops::Drop> UndeliveredDrops::some(std::size_t count, std::uint64_t after) const {
  const std::lock_guard lock(mutex_);
  std::vector<Drop> chosen;
  for (auto next = by_number_.upper_bound(after); next != by_number_.end(); ++next) {
    if (chosen.size() == count) break;
    chosen.push_back({next->second, next->first});
  }
  return chosen;
}

bool UndeliveredDrops::trusts(const std::string& key, Millis signed_at, Millis now) const {
  const std::lock_guard lock(mutex_);
  if (waiting_.contains(key)) return false;
  // Clocks of several servers differ a little: what was signed shortly after may still be from before.
  const bool distrusted = overflowed_at_ > 0 && now < overflowed_at_ + lifetime_;
  return !distrusted || signed_at > overflowed_at_ + kClockTolerance;
}

void UndeliveredDrops::on_waiting(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  this->wake();
}

void UndeliveredDrops::wake() const {
  if (wake_ && !waiting_.empty()) wake_();
}

}  // namespace ppc::server
