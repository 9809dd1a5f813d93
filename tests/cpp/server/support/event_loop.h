// An event loop on which a test runs tasks while servers of the test run on it too.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "support/run.h"

namespace ppc::server::test {

class EventLoop {
 public:
  Executor executor() { return loop_.get_executor(); }

  /// Ends with the task, whatever else still waits on the loop.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    boost::asio::co_spawn(loop_, test::keep_result(std::move(task), result),
                          [this](const std::exception_ptr& failure) {
                            loop_.stop();
                            if (failure) std::rethrow_exception(failure);
                          });
    loop_.restart();
    loop_.run();
    if (!result) throw std::logic_error("the task did not end");
    return std::move(*result);
  }

 private:
  boost::asio::io_context loop_{1};
};

}  // namespace ppc::server::test
