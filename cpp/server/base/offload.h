// Runs blocking work on a thread pool while the event loop goes on.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

#include "server/base/task.h"

namespace ppc::server {

/// The result of `work()`, which runs on the pool; the caller goes on upon its own loop.
template <class Work>
Task<std::invoke_result_t<Work>> offload(boost::asio::thread_pool& pool, Work work) {
  namespace asio = boost::asio;
  using Outcome = std::invoke_result_t<Work>;
  const auto start = [&pool, &work](auto handler) {
    auto loop = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(pool, [&work, loop = std::move(loop), handler = std::move(handler)]() mutable {
      auto finish = [handler = std::move(handler), outcome = work()]() mutable {
        handler(std::move(outcome));
      };
      asio::post(loop.get_executor(), std::move(finish));
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Outcome)>(
      start, asio::use_awaitable_t<Executor>());
}

}  // namespace ppc::server
