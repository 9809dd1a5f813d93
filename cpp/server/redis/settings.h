// Where Redis is and how it is talked to, from one URL.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/result.h"
#include "server/net/stream.h"
#include "server/redis/breaker.h"

namespace ppc::server::redis {

enum class Topology { kSingle, kSentinel, kCluster };

struct Settings {
  Topology topology = Topology::kSingle;
  std::vector<net::Address> addresses;  // one server; the sentinels; or any nodes of the cluster
  std::string master_name;              // of kSentinel
  std::string user;                     // empty: Redis' default user
  std::string password;                 // empty: none is sent
  int database = 0;
  net::TlsContext tls;  // null: none
  bool wants_tls = false;
  std::chrono::milliseconds connect_timeout{1000};
  std::chrono::milliseconds command_timeout{250};
  std::size_t queue_limit = 10000;  // commands that wait for one node
  /// Told of every server whose breaker enters (+1) or leaves (-1) a state; from any event loop.
  std::function<void(BreakerState, int)> on_breaker = [](BreakerState, int) {};
  /// Told of every connection for commands that is lost or given up, also because the server is no master any
  /// more: what it had acknowledged may be lost with it. From any event loop.
  std::function<void()> on_lost = [] {};
};

/// redis://[user:password@]host[:6379][/database], rediss:// for TLS,
/// redis+sentinel://[...@]host[:26379],host.../master-name[/database] and
/// redis+cluster://[...@]host[:6379],host...; rediss+sentinel:// and rediss+cluster:// with TLS. User and
/// password are percent-encoded. kInvalid says what is wrong without repeating the password.
Result<Settings> parse_url(std::string_view url);

}  // namespace ppc::server::redis
