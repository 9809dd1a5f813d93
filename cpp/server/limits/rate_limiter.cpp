#include "server/limits/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "server/base/log.h"

namespace ppc::server {
namespace {

constexpr Nanos kSecond = 1'000'000'000;
constexpr Nanos kNever = std::numeric_limits<Nanos>::min();
/// After the lender has failed: without a rest every request would wait for it in vain.
constexpr Nanos kLenderRest = kSecond;

constexpr double kSlowest = 1e-3;
constexpr double kFastest = 1e6;
constexpr int kLargestBurst = 1'000'000;

BucketRules rules_of(const RateLimits& limits) {
  // Cut off, not rounded: nobody waits longer than the rate says.
  const auto interval = static_cast<Nanos>(static_cast<double>(kSecond) / limits.per_second);
  return {interval, interval * limits.burst};
}

RateVerdict refused_for(Nanos wait) {
  return {false, static_cast<int>(std::max<Nanos>(1, (wait + kSecond - 1) / kSecond))};
}

}  // namespace

Result<Done> RateLimiter::check(const RateLimits& limits) {
  const bool sensible = limits.per_second >= kSlowest && limits.per_second <= kFastest && limits.burst >= 1 &&
                        limits.burst <= kLargestBurst && limits.clients >= kShards;
  if (sensible) return Done{};
  return Error{ErrorKind::kInvalid,
               "a rate limit takes 0.001 to 1000000 requests a second, a burst of 1 to 1000000 and at least "
               "16 clients"};
}

RateLimiter::RateLimiter(const RateLimits& limits, const Clock& clock, TokenLender* lender)
    : rules_(rules_of(limits)),
      lease_size_(std::max(1, limits.burst / 10)),
      clock_(clock),
      lender_(lender),
      lender_failed_at_(kNever) {
  for (Shard& shard : shards_) shard.table = ClientTable(limits.clients / kShards);
}

/// In two parts: as one double, nanoseconds since 1970 would be rounded to 256.
Nanos RateLimiter::now() const {
  const Millis now = clock_.now();
  const Millis whole = std::floor(now);
  return static_cast<Nanos>(whole) * 1'000'000 + static_cast<Nanos>((now - whole) * 1e6);
}

RateLimiter::Shard& RateLimiter::shard_of(const std::string& client) {
  // Not the low bits alone: the table in the shard uses them too.
  const std::size_t hash = std::hash<std::string>()(client);
  return shards_[((hash >> 20) ^ (hash >> 40)) % kShards];
}

RateVerdict RateLimiter::take_own(ClientState& state, Nanos now) const {
  if (state.bucket.take(rules_, now)) return {};
  return refused_for(state.bucket.wait(rules_, now));
}

bool RateLimiter::lender_rests(Nanos now) const {
  const Nanos failed_at = lender_failed_at_.load(std::memory_order_relaxed);
  // A clock that was set back ends the rest.
  return failed_at != kNever && now >= failed_at && now - failed_at < kLenderRest;
}

std::optional<RateVerdict> RateLimiter::take_at_once(const std::string& client) {
  const Nanos now = this->now();
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  ClientState& state = shard.table.of(client, now);
  if (!lender_) return take_own(state, now);
  if (state.leased > 0 && now < state.lease_ends) {
    --state.leased;
    return RateVerdict{};
  }
  if (now < state.denied_until && state.denied_until - now <= rules_.interval) {
    return refused_for(state.denied_until - now);
  }
  if (lender_rests(now)) return take_own(state, now);
  return std::nullopt;
}

Task<RateVerdict> RateLimiter::take(const std::string& client) {
  if (const auto verdict = take_at_once(client)) co_return *verdict;
  const auto granted = co_await lender_->borrow(client, lease_size_);
  if (granted.ok()) co_return keep_lease(client, granted.value());
  log::debug("rate limiter: this server limits by itself: " + granted.error().message);
  const Nanos now = this->now();
  lender_failed_at_.store(now, std::memory_order_relaxed);
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  co_return take_own(shard.table.of(client, now), now);
}

RateVerdict RateLimiter::keep_lease(const std::string& client, int granted) {
  const Nanos now = this->now();
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  ClientState& state = shard.table.of(client, now);
  if (granted <= 0) {
    state.denied_until = now + rules_.interval;
    return refused_for(rules_.interval);
  }
  if (state.lease_ends <= now) state.leased = 0;
  state.leased += std::min(granted, lease_size_) - 1;
  // By then the shared bucket would be full again anyway.
  state.lease_ends = now + rules_.capacity;
  state.denied_until = 0;
  return {};
}

std::size_t RateLimiter::clients() {
  std::size_t count = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.table.size();
  }
  return count;
}

}  // namespace ppc::server
