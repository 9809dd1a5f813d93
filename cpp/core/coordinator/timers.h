// When something is due: time-outs of batches and downloads, next attempts of lookups. The owner of a timer
// holds its time, so disarming needs no search. A clock that goes back does not hold them up: they keep a
// time of their own, which only goes forward.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "core/base/types.h"

namespace ppc {

struct TimerKey {
  enum class Kind : std::uint8_t { kLookup, kBatch };
  Kind kind;
  std::uint32_t id;  // Slot or BatchId
  auto operator<=>(const TimerKey&) const = default;
};

class Timers {
 public:
  /// Sets the timer to `at` (kNever: disarms it). `due` is the owner's to keep and not to read: kNever before
  /// the first time.
  void arm(Millis& due, TimerKey key, Millis at) {
    if (due != kNever) timers_.erase({due, key});
    due = at + ahead_;
    if (due != kNever) timers_.insert({due, key});
  }
  /// The first timer that is due, which is disarmed then; its owner must set its time to kNever.
  std::optional<TimerKey> pop_due(Millis now) {
    if (timers_.empty() || timers_.begin()->first > now + ahead_) return std::nullopt;
    return timers_.extract(timers_.begin()).value().second;
  }
  Millis next() const { return timers_.empty() ? kNever : timers_.begin()->first - ahead_; }
  /// The clock was set back by that much.
  void clock_went_back(Millis by) { ahead_ += by; }

 private:
  std::set<std::pair<Millis, TimerKey>> timers_;
  Millis ahead_ = 0;  // this time minus the clock's
};

}  // namespace ppc
