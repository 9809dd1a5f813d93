#include "core/ttl/lifetimes.h"

#include <algorithm>
#include <cmath>

namespace ppc {

Millis url_usable_until(Millis fetched_at, Millis expires_at, const Lifetimes& lifetimes) {
  const bool kept = lifetimes.local_storage > 0;
  const Millis by_age = fetched_at + lifetimes.local_storage;
  const Millis by_signature = expires_at - std::max(lifetimes.url_margin, 0.0);
  if (!kept || std::isnan(by_age) || std::isnan(by_signature)) return -kNever;
  return std::min(by_age, by_signature);
}

bool is_alive(Millis since, Millis lifetime, Millis now) {
  return lifetime > 0 && now >= since - kClockTolerance && now - since < lifetime;
}

Millis binding_drop(Millis dropped_at, Millis now) {
  return dropped_at <= now + kClockTolerance ? dropped_at : -kNever;
}

Millis timer_delay(Millis at, Millis now) {
  const Millis delay = at - now;
  if (std::isnan(delay) || delay == kNever) return kNever;
  return std::clamp(std::ceil(delay), 0.0, kMaxTimerDelay);
}

}  // namespace ppc
