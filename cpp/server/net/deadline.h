// One timer for the deadlines of a connection. A later deadline only changes a number: when the timer fires
// too early it is set again, so that a deadline for each request costs next to nothing.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "server/base/task.h"

namespace ppc::server::net {

class Deadline : public std::enable_shared_from_this<Deadline> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `on_expired` is called once for each deadline that passes, until close().
  Deadline(const Executor& executor, std::function<void()> on_expired)
      : timer_(executor), on_expired_(std::move(on_expired)) {}

  void set(Clock::duration from_now) {
    at_ = Clock::now() + from_now;
    if (at_ < armed_for_) arm();
  }
  void clear() { at_ = Clock::time_point::max(); }
  void close() {
    on_expired_ = nullptr;
    timer_.cancel();
  }

 private:
  void arm() {
    armed_for_ = at_;
    timer_.expires_at(at_);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& code) {
      if (!code) self->on_timer();
    });
  }
  void on_timer() {
    armed_for_ = Clock::time_point::max();
    if (!on_expired_ || at_ == Clock::time_point::max()) return;
    if (Clock::now() < at_) return arm();
    at_ = Clock::time_point::max();
    on_expired_();
  }

  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  Timer timer_;
  std::function<void()> on_expired_;
  Clock::time_point at_ = Clock::time_point::max();
  Clock::time_point armed_for_ = Clock::time_point::max();
};

}  // namespace ppc::server::net
