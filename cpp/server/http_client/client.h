// An HTTP/1.1 client for one server.
#pragma once

#include <memory>

#include "server/http_client/connection_pool.h"
#include "server/http_client/message.h"

namespace ppc::server::http_client {

/// For one event loop, which it must not outlive.
class Client {
 public:
  struct Limits {
    PoolLimits pool;
    std::uint64_t body = 1024 * 1024;  // of an answer
  };

  Client(const Executor& executor, net::Address address, net::TlsContext tls, Limits limits);

  /// Any whole answer, whatever its status. A kept connection that turns out to be closed costs one more
  /// attempt on a new one. kUnavailable with a sentence when there is no answer before the deadline, or none
  /// that is HTTP; kBusy when none of its connections was free for most
  /// of the time.
  Task<Result<Response>> send(const Request& request, TimePoint deadline);

  const ConnectionPool& pool() const { return *pool_; }

 private:
  struct Exchange {
    Result<Response> result;
    bool answered = false;  // at least a byte of an answer came
  };

  Task<Exchange> exchange(Connection& connection, const Request& request, bool& keeps_alive);
  Task<Exchange> receive(Connection& connection, bool to_head, bool& keeps_alive);
  Error failed(std::string_view what) const;

  std::shared_ptr<ConnectionPool> pool_;
  std::uint64_t body_limit_;
};

}  // namespace ppc::server::http_client
