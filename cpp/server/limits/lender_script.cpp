#include "server/limits/lender_script.h"

#include <algorithm>

namespace ppc::server {

const std::string_view kLenderScript = R"(local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local capacity = interval * tonumber(ARGV[2])
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)
local set_back = full_at > now + capacity
if full_at < now then full_at = now end
if set_back then full_at = now + capacity end
local granted = math.min(math.floor((now + capacity - full_at) / interval), tonumber(ARGV[3]))
if granted == 0 and not set_back then return 0 end
full_at = full_at + granted * interval
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return granted
)";

std::array<std::string, 4> lender_arguments(const RateLimits& limits, const std::string& client, int tokens) {
  const auto interval = std::max(1LL, static_cast<long long>(1e6 / limits.per_second));
  return {"ppc:rate:" + client, std::to_string(interval), std::to_string(limits.burst),
          std::to_string(tokens)};
}

}  // namespace ppc::server
