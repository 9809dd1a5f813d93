// Connections to one server that are kept between requests.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <deque>
#include <memory>
#include <vector>

#include "server/base/task.h"
#include "server/http_client/message.h"
#include "server/http_client/response_reader.h"
#include "server/net/stream.h"

namespace ppc::server::http_client {

struct Connection {
  std::shared_ptr<net::Stream> stream;
  ReceiveBuffer buffer;
  bool used_before = false;
  TimePoint idle_since{};
};

struct PoolLimits {
  std::size_t connections = 64;
  std::chrono::milliseconds connect_timeout{2000};
  /// Shorter than servers wait (Ceph 65 s, MinIO 30 s and more): a connection both sides keep is rarely lost.
  std::chrono::milliseconds idle{20000};
};

/// For one event loop, which it must not outlive.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
  /// A place among the pool's connections and the connection that has it.
  class Lease {
   public:
    Lease(std::shared_ptr<ConnectionPool> pool, std::unique_ptr<Connection> connection, bool queued)
        : pool_(std::move(pool)), connection_(std::move(connection)), queued_(queued) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    /// When the place was got, before the connection was made.
    TimePoint since() const { return since_; }
    /// Whether it had to be waited for.
    bool queued() const { return queued_; }
    /// The connection can take another request; without this it is closed.
    void keep() { keep_ = true; }

   private:
    std::shared_ptr<ConnectionPool> pool_;
    std::unique_ptr<Connection> connection_;
    bool queued_;
    TimePoint since_ = std::chrono::steady_clock::now();
    bool keep_ = false;
  };

  ConnectionPool(const Executor& executor, net::Address address, net::TlsContext tls, PoolLimits limits);

  /// A kept connection or, when there is none or it is to be `fresh`, a new one. Waits for a place until the
  /// deadline; kBusy after it, kUnavailable when nobody answers there.
  Task<Result<Lease>> take(TimePoint deadline, bool fresh);
  /// What take() says when there was no place in time.
  Error busy() const;
  /// Kept connections are closed: one was lost, so the others may be.
  void drop_idle() { idle_.clear(); }

  const net::Address& address() const { return address_; }
  std::size_t leased() const { return leased_; }
  std::size_t idle() const { return idle_.size(); }

 private:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
  struct Waiter {
    explicit Waiter(const Executor& executor) : timer(executor) {}
    Timer timer;
    bool granted = false;
  };

  Task<bool> get_place(TimePoint deadline);
  std::unique_ptr<Connection> take_idle();
  void drop_old(TimePoint now);
  void give_back(std::unique_ptr<Connection> connection);

  Executor executor_;
  net::Address address_;
  net::TlsContext tls_;
  PoolLimits limits_;
  std::size_t leased_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;  // the one used last at the end
  std::deque<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace ppc::server::http_client
