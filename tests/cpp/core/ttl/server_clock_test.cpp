#include "core/ttl/server_clock.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/ttl/lifetimes.h"

namespace ppc {
namespace {

constexpr Millis kT = 1'700'000'000'000;  // some moment on the server's clock

/// A client whose clock is `ahead` of the server's.
struct Client {
  Millis ahead;
  ServerClock clock;

  /// A call that leaves at `at` (server clock), needs `there` and `back`, and is answered at once.
  void call(Millis at, Millis there, Millis back) {
    clock.observe(at + there, at + ahead, at + there + back + ahead);
  }
  /// How wrong the client's idea of the server's time is.
  Millis error() const { return std::abs(clock.to_server(kT + ahead) - kT); }
};

TEST_CASE("before the first answer the offset is 0 and not known") {
  const ServerClock clock;
  CHECK_FALSE(clock.known());
  CHECK(clock.offset() == 0);
  CHECK(clock.to_server(kT) == kT);
}

TEST_CASE("the server's time belongs to the middle of the round trip") {
  ServerClock clock;
  clock.observe(kT, kT + 5000, kT + 5200);
  CHECK(clock.known());
  CHECK(clock.offset() == -5100);
  CHECK(clock.to_server(kT + 5100) == kT);
  CHECK(clock.to_client(kT) == kT + 5100);
}

TEST_CASE("a client clock that is a year wrong is corrected in both directions") {
  for (const Millis ahead : {-365 * kDay, 365 * kDay}) {
    Client client{ahead, {}};
    client.call(kT, 40, 40);
    CHECK(client.error() == 0);
  }
}

TEST_CASE(
    "a client clock that is ten minutes fast does not shorten a signature, one that is slow does not "
    "lengthen it") {
  for (const Millis ahead : {-10 * kMinute, 10 * kMinute}) {
    Client client{ahead, {}};
    client.call(kT, 20, 20);
    const Millis usable_until =
        client.clock.to_client(url_usable_until(kT, kT + kHour, {.local_storage = kDay}));
    CHECK(usable_until == kT + ahead + kHour - kMinute);
  }
}

TEST_CASE("the estimate is never wrong by more than half a round trip") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> leg(0, 500);
  for (int i = 0; i < 1000; ++i) {
    Client client{3 * kHour, {}};
    const Millis there = leg(random);
    const Millis back = leg(random);
    client.call(kT, there, back);
    CHECK(client.error() <= (there + back) / 2 + 0.01);
  }
}

TEST_CASE("the shortest round trip wins over a later, longer one") {
  Client client{kMinute, {}};
  client.call(kT, 10, 10);
  client.call(kT + kSecond, 0, 800);
  CHECK(client.error() == 0);
}

TEST_CASE("a shorter round trip replaces a longer one") {
  Client client{kMinute, {}};
  client.call(kT, 0, 800);
  CHECK(client.error() == 400);
  client.call(kT + kSecond, 10, 10);
  CHECK(client.error() == 0);
}

TEST_CASE("a client clock that was set in between is noticed although the round trip was longer") {
  Client client{0, {}};
  client.call(kT, 10, 10);
  client.ahead = -kHour;
  client.call(kT + kSecond, 300, 300);
  CHECK(client.error() == 0);
}

TEST_CASE("a server time that is cut to whole milliseconds does not count as a clock that was set") {
  ServerClock clock;
  clock.observe(kT, kT, kT + 2);
  const Millis first = clock.offset();
  clock.observe(kT + 1000, kT + 1001.9, kT + 1101.9);
  CHECK(clock.offset() == first);
}

TEST_CASE("when the client's clock went back during the call, the answer counts as just given") {
  ServerClock clock;
  clock.observe(kT, kT + kHour, kT + kMinute);
  CHECK(clock.known());
  CHECK(clock.offset() == -kMinute);
}

TEST_CASE("the first ordinary answer replaces one during which the clock went back") {
  ServerClock clock;
  clock.observe(kT, kT + kHour, kT + 200);
  clock.observe(kT + 1000, kT + 1000, kT + 3000);
  CHECK(clock.offset() == -1000);
}

TEST_CASE("an offset of an earlier page is used until one is observed") {
  ServerClock clock;
  clock.adopt(-4000);
  CHECK(clock.known());
  CHECK(clock.offset() == -4000);
  clock.observe(kT, kT - 100, kT + 5000);
  CHECK(clock.offset() == -2450);
}

TEST_CASE("an offset of an earlier page is ignored once one was observed") {
  ServerClock clock;
  clock.observe(kT, kT, kT);
  clock.adopt(-4000);
  CHECK(clock.offset() == 0);
}

TEST_CASE("values that are no times teach nothing") {
  const Millis not_a_number = std::numeric_limits<double>::quiet_NaN();
  ServerClock clock;
  clock.observe(not_a_number, kT, kT);
  clock.observe(kT, not_a_number, kT);
  clock.observe(kT, kT, not_a_number);
  clock.observe(kNever, kT, kT);
  clock.observe(-1, kT, kT);
  clock.observe(8.64e15 + 1, kT, kT);
  clock.adopt(not_a_number);
  clock.adopt(-kNever);
  CHECK_FALSE(clock.known());
  CHECK(clock.offset() == 0);
}

}  // namespace
}  // namespace ppc
