// Several tasks at a time on one event loop.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/event.h"
#include "server/base/task.h"

namespace ppc::server {

template <class T>
Task<void> keep_result(Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

/// The results in the order of the tasks, when the last has ended. What the tasks refer to must stay until
/// then.
template <class T>
Task<std::vector<T>> run_all(std::vector<Task<T>> tasks) {
  const auto executor = co_await boost::asio::this_coro::executor;
  std::vector<std::optional<T>> results(tasks.size());
  std::size_t left = tasks.size();
  std::exception_ptr first_failure;
  Event all_done(executor);
  const auto on_end = [&](const std::exception_ptr& failure) {
    if (failure && !first_failure) first_failure = failure;
    if (--left == 0) all_done.set();
  };
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    boost::asio::co_spawn(executor, keep_result(std::move(tasks[i]), results[i]), on_end);
  }
  if (left > 0) co_await all_done.wait();
  if (first_failure) std::rethrow_exception(first_failure);
  std::vector<T> values;
  values.reserve(results.size());
  for (auto& result : results) values.push_back(std::move(*result));
  co_return std::move(values);
}

}  // namespace ppc::server
