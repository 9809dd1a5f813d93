#include "server/redis/breaker.h"

#include <doctest/doctest.h>

namespace ppc::server::redis {

TEST_CASE("a breaker opens after three failures in a row, not after three in all") {
  Breaker breaker;
  CHECK_FALSE(breaker.failed());
  CHECK_FALSE(breaker.failed());
  breaker.succeeded();
  CHECK_FALSE(breaker.failed());
  CHECK_FALSE(breaker.failed());
  CHECK(breaker.allows_requests());
  CHECK(breaker.failed());
  CHECK(breaker.state() == BreakerState::kOpen);
  CHECK_FALSE(breaker.allows_requests());
}

TEST_CASE("a failure of a request that was under way when it opened opens it only once") {
  Breaker breaker;
  for (int i = 0; i < 2; ++i) breaker.failed();
  CHECK(breaker.failed());
  CHECK_FALSE(breaker.failed());
  CHECK(breaker.state() == BreakerState::kOpen);
}

TEST_CASE("requests wait until a probe has succeeded") {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.failed();
  breaker.probe_begins();
  CHECK(breaker.state() == BreakerState::kHalfOpen);
  CHECK_FALSE(breaker.allows_requests());
  breaker.succeeded();
  CHECK(breaker.state() == BreakerState::kHalfOpen);
  breaker.probe_succeeded();
  CHECK(breaker.allows_requests());
  CHECK_FALSE(breaker.failed());
}

TEST_CASE("probes of a node that stays away become rarer, up to every three seconds") {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.failed();
  CHECK(breaker.pause() == Breaker::kFirstPause);
  breaker.probe_failed();
  CHECK(breaker.pause() == 2 * Breaker::kFirstPause);
  for (int i = 0; i < 10; ++i) breaker.probe_failed();
  CHECK(breaker.pause() == Breaker::kLongestPause);
  breaker.probe_succeeded();
  for (int i = 0; i < 3; ++i) breaker.failed();
  CHECK(breaker.pause() == Breaker::kFirstPause);
}

}  // namespace ppc::server::redis
