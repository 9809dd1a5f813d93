#include "server/base/turns.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
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

/// Its turns, one after the other, on an event loop and a thread of its own.
void work_on_a_thread(Turns& turns, std::atomic<int>& at_work, std::atomic<int>& done) {
  asio::io_context loop(1);
  const auto some = [&]() -> Task<void> {
    for (int i = 0; i < 500; ++i) {
      const auto turn = co_await turns.take("ada");
      CHECK(++at_work == 1);
      co_await pass();
      --at_work;
      ++done;
    }
  };
  for (int i = 0; i < 2; ++i) asio::co_spawn(loop, some(), asio::detached);
  loop.run();
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

TEST_CASE("turns of one name do not overlap between threads, and nobody is forgotten") {
  Turns turns;
  std::atomic<int> at_work = 0;
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(3);
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { work_on_a_thread(turns, at_work, done); });
  }
  CHECK(done == 3000);
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
