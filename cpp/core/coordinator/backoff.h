// How long to wait before the next attempt.
#pragma once

#include <cstdint>

#include "core/base/types.h"

namespace ppc {

struct Backoff {
  Millis base;
  Millis cap;
};

/// What a backend may ask for at most ("Retry-After"); more counts as this.
inline constexpr Millis kRetryAfterCap = 300'000;

/// After `failures` (1 or more) attempts: base doubled at each further failure up to the cap, of which
/// `random` (0 to 1) picks a share of 50 to 100 %; never sooner than `retry_after`.
Millis backoff_delay(std::uint32_t failures, Millis retry_after, Backoff backoff, double random);

}  // namespace ppc
