#include "server/url_cache/undelivered_drops.h"

#include "core/ttl/lifetimes.h"

namespace ppc::server {

void UndeliveredDrops::add(const std::vector<std::string>& keys, Millis now) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) {
    if (number_of_.size() < limit_ || number_of_.contains(key)) {
      number_of_[key] = ++drops_;
    } else {
      overflowed_at_ = now;
    }
  }
}

void UndeliveredDrops::delivered(const std::vector<Drop>& drops) {
  const std::lock_guard lock(mutex_);
  for (const auto& drop : drops) {
    const auto found = number_of_.find(drop.key);
    if (found != number_of_.end() && found->second == drop.number) number_of_.erase(found);
  }
}

bool UndeliveredDrops::empty() const {
  const std::lock_guard lock(mutex_);
  return number_of_.empty();
}

std::vector<UndeliveredDrops::Drop> UndeliveredDrops::some(std::size_t count) const {
  const std::lock_guard lock(mutex_);
  std::vector<Drop> chosen;
  for (const auto& [key, number] : number_of_) {
    if (chosen.size() == count) break;
    chosen.push_back({key, number});
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

}  // namespace ppc::server
