// When something is due: time-outs of batches and downloads, next tries of lookups. The owner of a timer
// holds its time, so disarming needs no search.
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
  /// Sets the timer to `at` (kNever: disarms it). `due` is the owner's, kNever before the first time.
  void arm(Millis& due, TimerKey key, Millis at) {
    if (due != kNever) timers_.erase({due, key});
    due = at;
    if (due != kNever) timers_.insert({due, key});
  }
  /// The first timer that is due, which is disarmed then; its owner must set its time to kNever.
  std::optional<TimerKey> pop_due(Millis now) {
    if (timers_.empty() || timers_.begin()->first > now) return std::nullopt;
    return timers_.extract(timers_.begin()).value().second;
  }
  Millis next() const { return timers_.empty() ? kNever : timers_.begin()->first; }

 private:
  std::set<std::pair<Millis, TimerKey>> timers_;
};

}  // namespace ppc
