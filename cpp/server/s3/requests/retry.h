// When a failed attempt is followed by another.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace ppc::server::s3 {

struct RetryPolicy {
  int attempts = 3;
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds most{2000};
};

using Duration = std::chrono::steady_clock::duration;

/// How long to wait after `made` failed attempts, or nothing to give up: the attempts are used up or no time
/// would be left. Any time up to a limit that doubles, chosen by `chance` from 0 to 1: servers that failed
/// together shall not come back together. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
inline std::optional<Duration> next_wait(const RetryPolicy& policy, int made, double chance,
                                         Duration time_left) {
  if (made >= policy.attempts) return std::nullopt;
  const auto limit = std::min(policy.most, policy.first * (1 << std::min(made - 1, 16)));
  const auto wait =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(limit) * chance);
  if (wait >= time_left) return std::nullopt;
  return wait;
}

/// How long one attempt may take: while others can follow, no more than half of what is left for all.
inline Duration attempt_time(const RetryPolicy& policy, int made, Duration time_left) {
  return made + 1 < policy.attempts ? time_left / 2 : time_left;
}

}  // namespace ppc::server::s3
