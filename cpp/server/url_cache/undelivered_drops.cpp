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
  for (const auto& key : keys) add_locked(key, now);
  wake();
}

void UndeliveredDrops::add_locked(const std::string& key, Millis now) {
  const auto found = number_of_.find(key);
  if (found == number_of_.end() && number_of_.size() >= limit_) {
    overflowed_at_ = now;
    return;
  }
  if (found != number_of_.end()) by_number_.erase(found->second);
  number_of_[key] = ++drops_;
  by_number_.emplace(drops_, key);
}

void UndeliveredDrops::delivered(const std::vector<Drop>& drops, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& drop : drops) {
    const auto found = number_of_.find(drop.key);
    if (found == number_of_.end() || found->second != drop.number) continue;
    number_of_.erase(found);
    by_number_.erase(drop.number);
    remember(drop.key, now);
  }
}

void UndeliveredDrops::heard(const std::vector<std::string>& keys, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) remember(key, now);
}

void UndeliveredDrops::remember(const std::string& key, Millis now) {
  heard_.emplace_back(now, key);
  while (heard_.size() > limit_ || heard_.front().first < now - kDoubtful) heard_.pop_front();
}

void UndeliveredDrops::doubt(Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& [at, key] : std::exchange(heard_, {})) {
    if (at >= now - kDoubtful) add_locked(key, now);
  }
  wake();
}

bool UndeliveredDrops::empty() const {
  const std::lock_guard lock(mutex_);
  return number_of_.empty();
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
  if (number_of_.contains(key)) return false;
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
  if (wake_ && !number_of_.empty()) wake_();
}

}  // namespace ppc::server
