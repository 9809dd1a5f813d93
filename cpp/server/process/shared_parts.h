// What all event loops of a server use together.
#pragma once

#include <memory>
#include <optional>

#include "server/auth/authenticator.h"
#include "server/auth/key_ring.h"
#include "server/base/turns.h"
#include "server/config/config.h"
#include "server/embedded/data_folder.h"
#include "server/embedded/folder_store.h"
#include "server/embedded/memory_url_cache.h"
#include "server/http/body_budget.h"
#include "server/http/connection_set.h"
#include "server/http/networks.h"
#include "server/limits/redis_token_lender.h"
#include "server/metrics/metrics.h"
#include "server/pictures/rendition_pool.h"
#include "server/process/system_clock.h"
#include "server/s3/sigv4.h"
#include "server/url_cache/near_url_cache.h"
#include "server/url_cache/undelivered_drops.h"

namespace ppc::server {

/// Every part may be used by several threads.
struct SharedParts {
  explicit SharedParts(const Config& settings);

  Config config;
  SystemClock clock;
  Metrics metrics;
  ConnectionCount connections = 0;
  BodyBudget bodies;
  MemoryUrlCache memory_cache;                   // without Redis
  NearRecords near_records;                      // with Redis
  UndeliveredDrops undelivered;                  // with Redis
  std::unique_ptr<KeyRing> keys;                 // of tokens
  std::unique_ptr<Authenticator> authenticator;  // null: off
  std::unique_ptr<RedisTokenLender> lender;      // null: buckets are this server's own
  std::unique_ptr<RateLimiter> limiter;          // null: no limit
  Networks trusted_proxies;
  Turns turns;                                // of uploads and removals
  std::unique_ptr<RenditionPool> renditions;  // never null while a worker lives
  s3::Credentials credentials;
  std::optional<FolderLock> lock;       // of the embedded store
  std::unique_ptr<FolderStore> folder;  // of the embedded store
};

/// Whether the files that the settings name are there and say what they should, and whether the embedded
/// store could have its folder. Changes nothing and asks no other server.
Result<Done> check_parts(const Config& config);
/// Reads the files that the settings name and opens the embedded store, if that is the one.
Result<std::unique_ptr<SharedParts>> make_shared_parts(const Config& config);

}  // namespace ppc::server
