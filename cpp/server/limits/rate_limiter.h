// How many requests a client may make: a token bucket for each.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "server/base/result.h"
#include "server/base/task.h"
#include "server/limits/client_table.h"
#include "server/limits/token_lender.h"
#include "server/ports/clock.h"

namespace ppc::server {

struct RateLimits {
  double per_second = 50;         // a fraction is fine: 0.5 is one request in 2 seconds
  int burst = 100;                // so many at once after a pause
  std::size_t clients = 100'000;  // remembered at most; about 200 bytes each
};

struct RateVerdict {
  bool allowed = true;
  int retry_after = 0;  // whole seconds, at least 1; only for a refusal
};

/// For several event loops at once. With a lender the buckets are shared by all replicas of the server, and a
/// tenth of the burst is borrowed at a time, so that most requests cost no round trip; while the lender
/// fails, each replica limits by itself.
class RateLimiter {
 public:
  /// kInvalid when the limits make no sense.
  static Result<Done> check(const RateLimits& limits);

  /// `limits` must have passed check(). `lender` may be null.
  RateLimiter(const RateLimits& limits, const Clock& clock, TokenLender* lender = nullptr);

  /// Takes a token, or says that there is none; nothing when the lender must be asked: then take() does.
  std::optional<RateVerdict> take_at_once(const std::string& client);
  /// Takes a token, borrowing when needed. `client` must outlive the task.
  Task<RateVerdict> take(const std::string& client);

  /// Clients remembered now.
  std::size_t clients();

 private:
  struct Shard {
    std::mutex mutex;
    ClientTable table{0};
  };

  static constexpr std::size_t kShards = 16;

  Nanos now() const;
  Shard& shard_of(const std::string& client);
  RateVerdict take_own(ClientState& state, Nanos now) const;
  RateVerdict keep_lease(const std::string& client, int granted);
  bool lender_rests(Nanos now) const;

  const BucketRules rules_;
  const int lease_size_;
  const Clock& clock_;
  TokenLender* const lender_;
  std::atomic<Nanos> lender_failed_at_;
  std::array<Shard, kShards> shards_;
};

}  // namespace ppc::server
