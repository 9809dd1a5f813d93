// The shared token bucket as a Redis script: what the lender sends, free of sockets.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "server/limits/rate_limiter.h"

namespace ppc::server {

/// KEYS[1] holds the time in microseconds at which the client's bucket is full again (see token_bucket.h); no
/// key is a full bucket, and Redis forgets the key at that time. ARGV: microseconds until one token comes
/// back, the burst, the wanted tokens. Answers how many are granted. The time is the Redis server's, so that
/// the replicas' clocks need not agree; a script that writes after TIME needs Redis 5 or later.
extern const std::string_view kLenderScript;

/// The numbers of kLenderScript: KEYS[1], then ARGV[1] to ARGV[3].
std::array<std::string, 4> lender_arguments(const RateLimits& limits, const std::string& client, int tokens);

}  // namespace ppc::server
