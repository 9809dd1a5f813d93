#include "server/limits/rate_limiter.h"

#include <doctest/doctest.h>

#include <cmath>
#include <thread>
#include <vector>

#include "support/manual_clock.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using test::run;

struct FakeLender final : TokenLender {
  Task<Result<int>> borrow(const std::string& client, int tokens) override {
    ++asked;
    last_client = client;
    last_tokens = tokens;
    if (down) co_return Error{ErrorKind::kUnavailable, "the lender is down"};
    const int granted = std::min(tokens, left);
    left -= granted;
    co_return granted;
  }
  int left = 1'000'000;
  bool down = false;
  int asked = 0;
  std::string last_client;
  int last_tokens = 0;
};

struct Fixture {
  void limit(double per_second, int burst, std::size_t clients = 1000) {
    limiter.emplace(RateLimits{per_second, burst, clients}, clock);
  }
  void lend(double per_second, int burst) {
    limiter.emplace(RateLimits{per_second, burst, 1000}, clock, &lender);
  }
  RateVerdict ask(const std::string& client = "ada") { return run(limiter->take(client)); }
  int allowed_of(int requests, const std::string& client = "ada") {
    int allowed = 0;
    for (int i = 0; i < requests; ++i) allowed += ask(client).allowed ? 1 : 0;
    return allowed;
  }

  test::ManualClock clock;
  FakeLender lender;
  std::optional<RateLimiter> limiter;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a client may send a burst, then one request for each token that comes back") {
  limit(10, 5);
  CHECK(allowed_of(20) == 5);
  clock.advance(99);
  CHECK(allowed_of(5) == 0);
  clock.advance(1);
  CHECK(allowed_of(5) == 1);
  clock.advance(250);
  CHECK(allowed_of(5) == 2);
  clock.advance(50);
  CHECK(allowed_of(5) == 1);
}

TEST_CASE_FIXTURE(Fixture, "no more than the burst is ever saved up") {
  limit(10, 5);
  clock.advance(3600 * 1000.0);
  CHECK(allowed_of(20) == 5);
  clock.advance(500);
  CHECK(allowed_of(20) == 5);
}

TEST_CASE_FIXTURE(Fixture, "refused requests cost nothing") {
  limit(1, 1);
  CHECK(allowed_of(1000) == 1);
  clock.advance(1000);
  CHECK(ask().allowed);
}

TEST_CASE_FIXTURE(Fixture, "over an hour exactly the rate is let through, in whatever steps time goes") {
  limit(7, 10);
  CHECK(allowed_of(10) == 10);
  int allowed = 0;
  for (int i = 0; i < 36000; ++i) {
    clock.advance(100);
    allowed += allowed_of(2);
  }
  CHECK(allowed == 7 * 3600);
}

TEST_CASE_FIXTURE(Fixture, "the time to wait is in whole seconds, rounded up, at least one") {
  limit(0.1, 1);
  ask();
  CHECK(ask().retry_after == 10);
  clock.advance(1);
  CHECK(ask().retry_after == 10);
  clock.advance(999);
  CHECK(ask().retry_after == 9);
  clock.advance(8999);
  CHECK(ask().retry_after == 1);
  clock.advance(1);
  CHECK(ask().allowed);
  limit(1000, 1);
  ask();
  CHECK(ask().retry_after == 1);
}

TEST_CASE_FIXTURE(Fixture, "clients do not pay for each other") {
  limit(1, 2);
  CHECK(allowed_of(5, "ada") == 2);
  CHECK(allowed_of(5, "bob") == 2);
}

TEST_CASE_FIXTURE(Fixture, "a clock that is set back does not lock a client out") {
  limit(1, 3);
  CHECK(allowed_of(5) == 3);
  clock.advance(-3600 * 1000.0);
  CHECK_FALSE(ask().allowed);
  clock.advance(1000);
  CHECK(ask().allowed);
}

TEST_CASE_FIXTURE(Fixture, "a client whose bucket is full again is forgotten") {
  limit(1, 2);
  for (int i = 0; i < 500; ++i) ask("client " + std::to_string(i));
  CHECK(limiter->clients() == 500);
  clock.advance(1000);
  for (int i = 0; i < 500; ++i) ask("other " + std::to_string(i));
  CHECK(limiter->clients() <= 516);
}

TEST_CASE_FIXTURE(Fixture, "more clients than fit push out those that were quiet longest") {
  limit(0.001, 1, 160);
  for (int i = 0; i < 20000; ++i) {
    ask("address " + std::to_string(i));
    if (i % 5 == 0) CHECK(ask("busy").allowed == (i == 0));
  }
  CHECK(limiter->clients() <= 160);
  CHECK(limiter->clients() > 100);
}

TEST_CASE_FIXTURE(Fixture, "several threads take no more than there is") {
  limit(0.001, 1000);
  std::atomic<int> allowed = 0;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      const std::string client = "ada";
      for (int i = 0; i < 1000; ++i) allowed += limiter->take_at_once(client)->allowed ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(allowed == 1000);
}

TEST_CASE_FIXTURE(Fixture, "a tenth of the burst is borrowed at a time, and used without asking") {
  lend(100, 50);
  CHECK(allowed_of(20) == 20);
  CHECK(lender.asked == 4);
  CHECK(lender.last_tokens == 5);
  CHECK(lender.last_client == "ada");
  CHECK(1'000'000 - lender.left == 20);
  const std::string client = "ada";
  CHECK_FALSE(limiter->take_at_once(client));
  ask();
  CHECK(limiter->take_at_once(client)->allowed);
}

TEST_CASE_FIXTURE(Fixture, "of a small burst one token is borrowed at a time") {
  lend(1, 3);
  ask();
  CHECK(lender.last_tokens == 1);
}

TEST_CASE_FIXTURE(Fixture, "an empty shared bucket is not asked again before a token has come back") {
  lend(10, 50);
  lender.left = 3;
  CHECK(allowed_of(100) == 3);
  CHECK(lender.asked == 2);
  CHECK(ask().retry_after == 1);
  lender.left = 1;
  clock.advance(99);
  CHECK_FALSE(ask().allowed);
  CHECK(lender.asked == 2);
  clock.advance(1);
  CHECK(ask().allowed);
  CHECK(lender.asked == 3);
}

TEST_CASE_FIXTURE(Fixture, "a lease that is not used ends when the bucket would be full again") {
  lend(10, 50);
  ask();
  clock.advance(4999);
  const std::string client = "ada";
  CHECK(limiter->take_at_once(client)->allowed);
  clock.advance(1);
  CHECK_FALSE(limiter->take_at_once(client));
}

TEST_CASE_FIXTURE(Fixture, "while the lender fails, this server limits by itself and asks once a second") {
  lend(10, 20);
  lender.down = true;
  CHECK(allowed_of(100) == 20);
  CHECK(lender.asked == 1);
  clock.advance(500);
  CHECK(allowed_of(100) == 5);
  CHECK(lender.asked == 1);
  clock.advance(500);
  lender.down = false;
  CHECK(allowed_of(30) == 30);
  CHECK(lender.asked > 10);
}

TEST_CASE_FIXTURE(Fixture, "a lender that grants more than was asked is not believed") {
  struct Generous final : TokenLender {
    Task<Result<int>> borrow(const std::string&, int) override { co_return 1'000'000; }
  } generous;
  limiter.emplace(RateLimits{1, 50, 1000}, clock, &generous);
  ask();
  const std::string client = "ada";
  for (int i = 0; i < 4; ++i) CHECK(limiter->take_at_once(client));
  CHECK_FALSE(limiter->take_at_once(client));
}

TEST_CASE("limits that make no sense are refused") {
  CHECK(RateLimiter::check({}).ok());
  CHECK(RateLimiter::check({0.5, 1, 16}).ok());
  for (const RateLimits& limits :
       {RateLimits{0, 1, 100}, RateLimits{-1, 1, 100}, RateLimits{1, 0, 100}, RateLimits{1, 1, 0},
        RateLimits{std::nan(""), 1, 100}, RateLimits{1e300, 1, 100}, RateLimits{1, 2'000'000, 100}}) {
    CHECK_FALSE(RateLimiter::check(limits).ok());
  }
}

}  // namespace ppc::server
