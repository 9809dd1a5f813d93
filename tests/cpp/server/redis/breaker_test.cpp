#include "server/redis/breaker.h"

#include <doctest/doctest.h>

namespace ppc::server::redis {
namespace {

constexpr Breaker::TimePoint kNow{std::chrono::hours(1)};

}  // namespace

TEST_CASE("a breaker opens after three failures in a row, not after three in all") {
  Breaker breaker;
  CHECK_FALSE(breaker.failed(kNow));
  CHECK_FALSE(breaker.failed(kNow));
  breaker.succeeded();
  CHECK_FALSE(breaker.failed(kNow));
  CHECK_FALSE(breaker.failed(kNow));
  CHECK(breaker.allows_requests());
  CHECK(breaker.failed(kNow));
  CHECK(breaker.state() == BreakerState::kOpen);
  CHECK_FALSE(breaker.allows_requests());
}

TEST_CASE("a failure of a request that was under way when it opened opens it only once") {
  Breaker breaker;
  for (int i = 0; i < 2; ++i) breaker.failed(kNow);
  CHECK(breaker.failed(kNow));
  CHECK_FALSE(breaker.failed(kNow));
  CHECK(breaker.state() == BreakerState::kOpen);
}

TEST_CASE("requests wait until a probe has succeeded") {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.failed(kNow);
  breaker.probe_begins();
  CHECK(breaker.state() == BreakerState::kHalfOpen);
  CHECK_FALSE(breaker.allows_requests());
  breaker.succeeded();
  CHECK(breaker.state() == BreakerState::kHalfOpen);
  breaker.probe_succeeded(kNow);
  CHECK(breaker.allows_requests());
  CHECK_FALSE(breaker.failed(kNow));
}

TEST_CASE("probes of a node that stays away become rarer, up to every three seconds") {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.failed(kNow);
  CHECK(breaker.pause() == Breaker::kFirstPause);
  breaker.probe_failed();
  CHECK(breaker.pause() == 2 * Breaker::kFirstPause);
  for (int i = 0; i < 10; ++i) breaker.probe_failed();
  CHECK(breaker.pause() == Breaker::kLongestPause);
  breaker.probe_succeeded(kNow);
  for (int i = 0; i < 3; ++i) breaker.failed(kNow + Breaker::kRelapse);
  CHECK(breaker.pause() == Breaker::kFirstPause);
}

TEST_CASE("the pause goes on growing when a node fails again soon after a probe found it well") {
  Breaker breaker;
  auto now = kNow;
  auto expected = Breaker::kFirstPause;
  for (int relapse = 0; relapse < 10; ++relapse) {
    for (int i = 0; i < 3; ++i) breaker.failed(now);
    CHECK(breaker.pause() == expected);
    expected = std::min(expected * 2, Breaker::kLongestPause);
    breaker.probe_begins();
    breaker.probe_succeeded(now);
    now += std::chrono::seconds(1);
  }
}

}  // namespace ppc::server::redis
