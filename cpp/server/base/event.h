// Something that happens once and that coroutines of one event loop wait for.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "server/base/task.h"

namespace ppc::server {

/// For one thread; must outlive its waiters.
class Event {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Event(const Executor& executor) : timer_(executor, Clock::time_point::max()) {}

  void set() {
    happened_ = true;
    timer_.cancel();
  }
  bool happened() const { return happened_; }

  Task<void> wait() {
    if (!happened_) co_await timer_.async_wait(kToken);
  }
  /// Whether it happened within that time. Only for a single waiter.
  Task<bool> wait_for(Clock::duration longest) {
    if (happened_) co_return true;
    timer_.expires_after(longest);
    co_await timer_.async_wait(kToken);
    co_return happened_;
  }

 private:
  static constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> kToken{};
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  Timer timer_;
  bool happened_ = false;
};

}  // namespace ppc::server
