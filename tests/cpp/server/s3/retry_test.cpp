#include "server/s3/requests/retry.h"

#include <doctest/doctest.h>

#include "server/s3/requests/endpoint_choice.h"

namespace ppc::server::s3 {
namespace {

using namespace std::chrono_literals;
using TimePoint = EndpointChoice::TimePoint;

constexpr RetryPolicy kPolicy;
const TimePoint kNow = TimePoint() + 1h;

}  // namespace

TEST_CASE("the limit of the wait doubles up to the most, and chance chooses below it") {
  const RetryPolicy patient{100, 100ms, 2000ms};
  CHECK(next_wait(patient, 1, 1.0, 1h) == 100ms);
  CHECK(next_wait(patient, 2, 1.0, 1h) == 200ms);
  CHECK(next_wait(patient, 3, 0.5, 1h) == 200ms);
  CHECK(next_wait(patient, 5, 1.0, 1h) == 1600ms);
  CHECK(next_wait(patient, 6, 1.0, 1h) == 2000ms);
  CHECK(next_wait(patient, 99, 1.0, 1h) == 2000ms);
  CHECK(next_wait(patient, 4, 0.0, 1h) == 0ms);
}

TEST_CASE("the third failure is the last, and no wait passes the deadline") {
  CHECK(next_wait(kPolicy, 2, 0.1, 1h));
  CHECK_FALSE(next_wait(kPolicy, 3, 0.1, 1h));
  CHECK_FALSE(next_wait(kPolicy, 1, 1.0, 100ms));
  CHECK(next_wait(kPolicy, 1, 1.0, 101ms));
  CHECK_FALSE(next_wait(kPolicy, 1, 0.0, -1ms));
}

TEST_CASE("an attempt leaves time for the next; the last one may use what is left") {
  CHECK(attempt_time(kPolicy, 0, 8s) == 4s);
  CHECK(attempt_time(kPolicy, 1, 4s) == 2s);
  CHECK(attempt_time(kPolicy, 2, 2s) == 2s);
}

TEST_CASE("the first endpoint is asked until it fails, then the next one") {
  EndpointChoice choice(3, 5s);
  CHECK(choice.pick(kNow) == 0);
  CHECK(choice.failed(0, kNow));
  CHECK(choice.pick(kNow) == 1);
  CHECK(choice.failed(1, kNow + 1s));
  CHECK(choice.pick(kNow + 1s) == 2);
  CHECK_FALSE(choice.failed(0, kNow + 1s));
}

TEST_CASE("after its rest one request tries a failed endpoint, and the rest follow its success") {
  EndpointChoice choice(2, 5s);
  choice.failed(0, kNow);
  CHECK(choice.pick(kNow + 4s) == 1);
  CHECK(choice.pick(kNow + 5s) == 0);
  CHECK(choice.pick(kNow + 5s) == 1);
  choice.succeeded(0);
  CHECK(choice.pick(kNow + 5s) == 0);
  CHECK(choice.pick(kNow + 5s) == 0);
}

TEST_CASE("when all have failed, the one that failed first is tried") {
  EndpointChoice choice(2, 5s);
  choice.failed(1, kNow);
  choice.failed(0, kNow + 1s);
  CHECK_FALSE(choice.has_other(0, kNow + 1s));
  CHECK(choice.pick(kNow + 2s) == 1);
  CHECK(choice.has_other(0, kNow + 5s));
}

TEST_CASE("the only endpoint is always asked") {
  EndpointChoice choice(1, 5s);
  choice.failed(0, kNow);
  CHECK(choice.pick(kNow) == 0);
  CHECK(choice.pick(kNow + 9s) == 0);
  CHECK_FALSE(choice.has_other(0, kNow + 9s));
}

}  // namespace ppc::server::s3
