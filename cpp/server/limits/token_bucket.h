// A token bucket as one number: the time at which it will be full again. That is the "generic cell rate
// algorithm" (ITU-T I.371): the same answers as counting tokens, without rounding at each refill.
#pragma once

#include <cstdint>

namespace ppc::server {

/// Nanoseconds since the epoch: whole numbers, so that a bucket refills at the exact moment.
using Nanos = std::int64_t;

struct BucketRules {
  Nanos interval;  // until one token has come back; above 0
  Nanos capacity;  // until an empty bucket is full: burst times interval
};

/// When `full_at` has passed, the bucket is full: as if it had never been used.
struct TokenBucket {
  Nanos full_at = 0;

  /// Takes a token when there is one.
  bool take(const BucketRules& rules, Nanos now) {
    full_at = level(rules, now);
    if (full_at + rules.interval - now > rules.capacity) return false;
    full_at += rules.interval;
    return true;
  }
  /// How long until take() succeeds; 0 when it would now.
  Nanos wait(const BucketRules& rules, Nanos now) const {
    const Nanos wait = level(rules, now) + rules.interval - now - rules.capacity;
    return wait > 0 ? wait : 0;
  }

 private:
  /// A clock that was set back must not leave the bucket empty for longer than it takes to fill.
  Nanos level(const BucketRules& rules, Nanos now) const {
    if (full_at < now) return now;
    return full_at - now > rules.capacity ? now + rules.capacity : full_at;
  }
};

}  // namespace ppc::server
