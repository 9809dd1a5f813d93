#include "server/base/turns.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>

namespace ppc::server {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

}  // namespace

/// Lives in the coroutine that waits and leaves the list with it, also when that is ended from outside.
class Turns::Waiting {
 public:
  /// The list is locked.
  Waiting(Turns& turns, const Executor& executor, std::list<Waiting*>& list)
      : turns_(turns), timer_(std::make_shared<Timer>(executor, Clock::time_point::max())), list_(list) {
    list_.push_back(this);
  }
  ~Waiting() {
    const std::lock_guard lock(turns_.mutex_);
    list_.remove(this);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  Task<void> until_woken() {
    constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;
    co_await timer_->async_wait(kToken);
  }
  /// From any thread. On the waiter's own loop, so not before it has begun to wait.
  void wake() {
    asio::post(timer_->get_executor(), [timer = timer_] { timer->cancel(); });
  }

 private:
  Turns& turns_;
  std::shared_ptr<Timer> timer_;
  std::list<Waiting*>& list_;
};

Task<Turns::Turn> Turns::take(std::string name) {
  const Executor executor = co_await asio::this_coro::executor;
  std::unique_lock lock(mutex_);
  const auto [entry, is_free] = names_.try_emplace(name);
  if (!is_free) {
    Waiting waiting(*this, executor, entry->second);
    lock.unlock();
    co_await waiting.until_woken();
  }
  co_return Turn(*this, std::move(name));
}

void Turns::pass_on(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(name);
  if (found->second.empty()) {
    names_.erase(found);
    return;
  }
  Waiting* const next = found->second.front();
  found->second.pop_front();
  next->wake();
}

}  // namespace ppc::server
