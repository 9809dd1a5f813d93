// Against a real redis-server.
#include "server/limits/redis_token_lender.h"

#include <doctest/doctest.h>

#include "server/base/pause.h"
#include "support/redis_world.h"

namespace ppc::server {

using test::RedisWorld;

TEST_CASE_FIXTURE(RedisWorld, "two servers lend from one bucket, which fills again") {
  const RateLimits limits{100, 20, 1000};
  RedisTokenLender a(limits);
  RedisTokenLender b(limits);
  a.use(loop, redis::make_client(loop.get_executor(), settings()));
  b.use(loop, redis::make_client(loop.get_executor(), settings()));
  play([&]() -> Task<void> {
    const std::string client = "user:ada";
    const auto first = co_await a.borrow(client, 15);
    CHECK(first.value() == 15);
    const auto second = co_await b.borrow(client, 15);
    CHECK(second.value() >= 5);
    CHECK(second.value() < 15);
    const std::string other = "user:bob";
    const auto fresh = co_await b.borrow(other, 20);
    CHECK(fresh.value() == 20);
    int granted = 0;
    while (granted == 0) {
      co_await pause_for(std::chrono::milliseconds(1));
      const auto again = co_await a.borrow(client, 1);
      granted = again.value();
    }
    CHECK(granted == 1);
  });
}

TEST_CASE_FIXTURE(RedisWorld, "without Redis nothing is lent, and that is said") {
  RedisTokenLender lender({100, 20, 1000});
  lender.use(loop, redis::make_client(loop.get_executor(), settings()));
  redis.stop();
  play([&]() -> Task<void> {
    const std::string client = "user:ada";
    const auto granted = co_await lender.borrow(client, 1);
    CHECK(granted.error().kind == ErrorKind::kUnavailable);
  });
}

}  // namespace ppc::server
