#include "server/base/bounded_parallel.h"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <stdexcept>
#include <vector>

#include "server/base/result.h"
#include "support/event_loop.h"

namespace ppc::server {
namespace {

/// Comes back in a later turn of the loop.
Task<void> next_turn() {
  const Executor loop = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(loop, boost::asio::use_awaitable_t<Executor>());
}

struct Count {
  std::vector<int> done;
  int running = 0;
  int most = 0;
};

Task<void> count_one(Count& count, std::size_t i) {
  count.most = std::max(count.most, ++count.running);
  for (std::size_t turn = 0; turn < 1 + i % 3; ++turn) co_await next_turn();
  --count.running;
  ++count.done[i];
}

Task<Count> count_all(std::size_t size, std::size_t at_once) {
  Count count;
  count.done.resize(size);
  const auto make_task = [&](std::size_t i) { return count_one(count, i); };
  co_await run_bounded(size, at_once, make_task);
  co_return std::move(count);
}

}  // namespace

TEST_CASE("every task runs once, and as many at a time as allowed") {
  test::EventLoop loop;
  for (std::size_t at_once : {1, 2, 7, 500}) {
    const Count count = loop.run(count_all(20, at_once));
    CHECK(count.done == std::vector<int>(20, 1));
    CHECK(count.running == 0);
    CHECK(count.most == static_cast<int>(std::min<std::size_t>(at_once, 20)));
  }
  CHECK(loop.run(count_all(0, 4)).done.empty());
}

TEST_CASE("tasks that never wait are run too") {
  test::EventLoop loop;
  const auto run_all = []() -> Task<int> {
    int sum = 0;
    const auto add = [&](std::size_t i) -> Task<void> {
      sum += static_cast<int>(i);
      co_return;
    };
    co_await run_bounded(1000, 10, add);
    co_return sum;
  };
  CHECK(loop.run(run_all()) == 499500);
}

TEST_CASE("an exception of one task is thrown when the others have ended") {
  test::EventLoop loop;
  Count count;
  count.done.resize(6);
  const auto run_all = [&]() -> Task<Done> {
    const auto make_task = [&](std::size_t i) -> Task<void> {
      if (i == 2) throw std::runtime_error("the third");
      co_await count_one(count, i);
    };
    co_await run_bounded(6, 3, make_task);
    co_return Done{};
  };
  CHECK_THROWS_WITH(loop.run(run_all()), "the third");
  CHECK(count.done == std::vector<int>{1, 1, 0, 1, 1, 1});
}

}  // namespace ppc::server
