// Runs a task to its end on an event loop of its own.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "server/base/task.h"

namespace ppc::server::test {

template <class T>
Task<void> keep_result(Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

template <class T>
T run(Task<T> task) {
  boost::asio::io_context loop(1);
  std::optional<T> result;
  boost::asio::co_spawn(loop, keep_result(std::move(task), result), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  loop.run();
  if (!result) throw std::logic_error("the task did not end");
  return std::move(*result);
}

}  // namespace ppc::server::test
