#include "core/coordinator/backoff.h"

#include <algorithm>

namespace ppc {

Millis backoff_delay(std::uint32_t failures, Millis retry_after, Backoff backoff, double random) {
  Millis delay = backoff.base;
  for (std::uint32_t failure = 1; failure < failures && delay < backoff.cap; ++failure) delay *= 2;
  delay = std::min(delay, backoff.cap) * (0.5 + 0.5 * random);
  return std::max(delay, std::min(retry_after, kRetryAfterCap));
}

}  // namespace ppc
