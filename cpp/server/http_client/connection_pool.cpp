#include "server/http_client/connection_pool.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ppc::server::http_client {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

}  // namespace

ConnectionPool::Lease::~Lease() {
  if (pool_) pool_->give_back(keep_ ? std::move(connection_) : nullptr);
}

ConnectionPool::ConnectionPool(const Executor& executor, net::Address address, net::TlsContext tls,
                               PoolLimits limits)
    : executor_(executor), address_(std::move(address)), tls_(std::move(tls)), limits_(limits) {}

Error ConnectionPool::busy() const {
  return {ErrorKind::kBusy,
          "all " + std::to_string(limits_.connections) + " connections to " + address_.text() + " are busy"};
}

Task<Result<ConnectionPool::Lease>> ConnectionPool::take(TimePoint deadline, bool fresh) {
  const bool queued = leased_ >= limits_.connections;
  if (!co_await get_place(deadline)) co_return busy();
  auto kept = fresh ? nullptr : take_idle();
  // From here the lease gives the place back, whatever happens.
  const bool found = kept != nullptr;
  Lease lease(shared_from_this(), found ? std::move(kept) : std::make_unique<Connection>(), queued);
  if (found) co_return std::move(lease);

  if (leased_ + idle_.size() > limits_.connections) idle_.erase(idle_.begin());
  const auto time_left = std::max(Clock::duration(1), deadline - Clock::now());
  const auto timeout = std::min<Clock::duration>(limits_.connect_timeout, time_left);
  auto stream = co_await net::Stream::open(executor_, address_, tls_, timeout);
  if (!stream.ok()) co_return stream.error();
  lease->stream = std::move(stream.value());
  co_return std::move(lease);
}

Task<bool> ConnectionPool::get_place(TimePoint deadline) {
  if (leased_ < limits_.connections) {
    ++leased_;
    co_return true;
  }
  const auto waiter = std::make_shared<Waiter>(executor_);
  waiters_.push_back(waiter);
  waiter->timer.expires_at(deadline);
  co_await waiter->timer.async_wait(kToken);
  if (!waiter->granted) std::erase(waiters_, waiter);
  co_return waiter->granted;
}

std::unique_ptr<Connection> ConnectionPool::take_idle() {
  drop_old(Clock::now());
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ConnectionPool::drop_old(TimePoint now) {
  const auto first_young = std::find_if(idle_.begin(), idle_.end(), [&](const auto& connection) {
    return now - connection->idle_since < limits_.idle;
  });
  idle_.erase(idle_.begin(), first_young);
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
  if (connection && connection->stream && connection->stream->is_open()) {
    connection->stream->clear_deadline();
    connection->used_before = true;
    connection->idle_since = Clock::now();
    idle_.push_back(std::move(connection));
  }
  if (waiters_.empty()) {
    --leased_;
    return;
  }
  // The place goes to whoever waits longest, before anybody new can take it.
  const auto waiter = std::move(waiters_.front());
  waiters_.pop_front();
  waiter->granted = true;
  waiter->timer.cancel();
}

}  // namespace ppc::server::http_client
