#include "server/base/turns.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

namespace ppc::server {
namespace {

namespace asio = boost::asio;

Task<void> pass() { co_await asio::post(asio::use_awaitable_t<Executor>()); }

/// Writes its number down at the beginning and at the end of its turn.
Task<void> work(Turns& turns, std::string name, int number, std::vector<int>& log) {
  const auto turn = co_await turns.take(name);
  log.push_back(number);
  for (int i = 0; i < 5; ++i) co_await pass();
  log.push_back(number);
}

}  // namespace

TEST_CASE("turns of one name do not overlap and come in order") {
  asio::io_context loop(1);
  Turns turns;
  std::vector<int> log;
  for (int number = 1; number <= 4; ++number) {
    asio::co_spawn(loop, work(turns, "ada", number, log), asio::detached);
  }
  loop.run();
  CHECK(log == std::vector<int>{1, 1, 2, 2, 3, 3, 4, 4});
}

TEST_CASE("turns of other names do not wait") {
  asio::io_context loop(1);
  Turns turns;
  std::vector<int> log;
  asio::co_spawn(loop, work(turns, "ada", 1, log), asio::detached);
  asio::co_spawn(loop, work(turns, "grace", 2, log), asio::detached);
  loop.run();
  CHECK(log == std::vector<int>{1, 2, 1, 2});
}

TEST_CASE("a name is free again after its last turn") {
  Turns turns;
  std::vector<int> log;
  for (int number = 1; number <= 2; ++number) {
    asio::io_context loop(1);
    asio::co_spawn(loop, work(turns, "ada", number, log), asio::detached);
    loop.run();
  }
  CHECK(log == std::vector<int>{1, 1, 2, 2});
}

TEST_CASE("an event loop that ends in the middle of turns takes those who wait with it") {
  Turns turns;
  std::vector<int> log;
  {
    asio::io_context loop(1);
    for (int number = 1; number <= 3; ++number) {
      asio::co_spawn(loop, work(turns, "ada", number, log), asio::detached);
    }
    loop.run_one();
    loop.poll_one();
  }
  CHECK(log.size() <= 1);
}

}  // namespace ppc::server
