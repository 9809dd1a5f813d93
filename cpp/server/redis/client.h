// Redis, whatever stands behind the URL: one server, a master that sentinels watch, or a cluster.
#pragma once

#include <memory>

#include "server/redis/breaker.h"
#include "server/redis/command.h"
#include "server/redis/connection.h"
#include "server/redis/reply.h"
#include "server/redis/settings.h"

namespace ppc::server::redis {

/// How many servers' breakers are in each state.
struct BreakerCounts {
  int closed = 0;
  int half_open = 0;
  int open = 0;
};
void count(BreakerState state, BreakerCounts& counts);

/// For one event loop.
class Client {
 public:
  virtual ~Client() = default;
  /// One reply for each command, in order. Commands for one server share a round trip, servers are asked at
  /// the same time. kUnavailable, soon, for what no server answers.
  virtual Task<Replies> run(Commands commands) = 0;
  virtual BreakerCounts breakers() const = 0;
  /// A connection of one's own to a server that hears every PUBLISH.
  virtual Task<Result<std::shared_ptr<Connection>>> open_connection() = 0;
  /// Ends what it does by itself, so that the event loop can end.
  virtual void close() = 0;
};

std::shared_ptr<Client> make_client(const Executor& executor, const Settings& settings);

}  // namespace ppc::server::redis
