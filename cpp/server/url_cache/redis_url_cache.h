// The URL cache that servers share: Redis. Its failures cost time, never a request.
#pragma once

#include <memory>
#include <string>

#include "server/metrics/metrics.h"
#include "server/ports/clock.h"
#include "server/ports/url_cache.h"
#include "server/redis/client.h"
#include "server/url_cache/refusals.h"
#include "server/url_cache/undelivered_drops.h"

namespace ppc::server {

struct RedisUrlCacheParts {
  std::shared_ptr<redis::Client> client;
  const Clock& clock;
  UndeliveredDrops& undelivered;
  Metrics& metrics;
};

/// Record: `key` itself, as JSON (record_json.h). Fence: `{key}:dropped`, which the braces put on the same
/// node of a cluster, a random number that each drop changes and that lives a minute. A ticket's `shared` is
/// the fence as it was at the lookup: put() keeps a record only while it is still the same, which Redis
/// itself compares, so that no clock and no message between servers has a say in it. For one event loop.
class RedisUrlCache final : public UrlCache {
 public:
  RedisUrlCache(RedisUrlCacheParts parts, Millis lifetime) : parts_(std::move(parts)), lifetime_(lifetime) {}

  Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>& keys) override;
  Task<Result<Done>> put(const std::vector<CacheEntry>& entries) override;
  /// Done also when Redis does not answer: until it has heard of the drop (see DropDelivery) its records of
  /// these keys are not used by this server.
  Task<Result<Done>> drop(const std::vector<std::string>& keys) override;
  /// Does what lookups do, with keys of its own: whether there is room, and whether it may, is known only
  /// then.
  Task<Result<Done>> check() override;

 private:
  CacheLookup lookup_of(const std::string& key, const redis::Reply& record, const redis::Reply& fence) const;
  Millis time_to_keep(const SignedPicture& picture) const;

  RedisUrlCacheParts parts_;
  Millis lifetime_;
  Refusals refusals_;
};

}  // namespace ppc::server
