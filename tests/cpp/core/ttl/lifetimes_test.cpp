#include "core/ttl/lifetimes.h"

#include <doctest/doctest.h>

#include <limits>

namespace ppc {
namespace {

constexpr Millis kT = 1'700'000'000'000;  // some moment
constexpr Millis kNotANumber = std::numeric_limits<double>::quiet_NaN();
const Lifetimes kUsual;

bool usable(Millis now, Millis fetched_at, Millis expires_at, const Lifetimes& lifetimes = kUsual) {
  return now < url_usable_until(fetched_at, expires_at, lifetimes);
}

TEST_CASE("the usual lifetimes are those of the design") {
  CHECK(kUsual.local_storage == 2'700'000);
  CHECK(kUsual.indexed_db == 604'800'000);
  CHECK(kUsual.service_worker == 604'800'000);
  CHECK(kUsual.missing == 300'000);
  CHECK(kUsual.url_margin == 60'000);
}

TEST_CASE("a URL with 61 s of signature left is used") { CHECK(usable(kT, kT, kT + 61 * kSecond)); }

TEST_CASE("a URL with 60 s of signature left is not used") { CHECK_FALSE(usable(kT, kT, kT + 60 * kSecond)); }

TEST_CASE("a URL whose signature is over is not used") { CHECK_FALSE(usable(kT, kT, kT - kHour)); }

TEST_CASE("a URL is used for 45 minutes when its signature lasts longer") {
  CHECK(usable(kT + 45 * kMinute - 1, kT, kT + kDay));
  CHECK_FALSE(usable(kT + 45 * kMinute, kT, kT + kDay));
}

TEST_CASE(
    "lifetimes do not add up: a URL signed 50 minutes before it was fetched is used 9 minutes, not 45") {
  const Millis signed_at = kT;
  const Millis fetched_at = signed_at + 50 * kMinute;
  const Millis expires_at = signed_at + 60 * kMinute;
  CHECK(usable(signed_at + 59 * kMinute - 1, fetched_at, expires_at));
  CHECK_FALSE(usable(signed_at + 59 * kMinute, fetched_at, expires_at));
  CHECK_FALSE(usable(signed_at + 95 * kMinute - 1, fetched_at, expires_at));
}

TEST_CASE("a URL without an end is used as long as its lifetime says") {
  CHECK(url_usable_until(kT, kNever, kUsual) == kT + 45 * kMinute);
}

TEST_CASE("with an infinite lifetime the signature alone decides") {
  const Lifetimes lifetimes{.local_storage = kNever};
  CHECK(url_usable_until(kT, kT + kDay, lifetimes) == kT + kDay - kMinute);
  CHECK(url_usable_until(kT, kNever, lifetimes) == kNever);
}

TEST_CASE("with a lifetime of 0 a URL is never used, not even before it was fetched") {
  const Lifetimes lifetimes{.local_storage = 0};
  CHECK_FALSE(usable(kT, kT, kT + kDay, lifetimes));
  CHECK_FALSE(usable(kT - kMinute, kT, kT + kDay, lifetimes));
}

TEST_CASE("with a negative lifetime a URL is never used") {
  CHECK_FALSE(usable(kT - kDay, kT, kT + kDay, {.local_storage = -kMinute}));
  CHECK_FALSE(usable(kT - kDay, kT, kT + kDay, {.local_storage = -kNever}));
}

TEST_CASE("a negative margin does not lengthen a signature") {
  CHECK(url_usable_until(kT, kT + kMinute, {.url_margin = -kHour}) == kT + kMinute);
}

TEST_CASE("an infinite margin leaves no URL usable") {
  CHECK_FALSE(usable(kT, kT, kT + kDay, {.url_margin = kNever}));
  CHECK_FALSE(usable(kT, kT, kNever, {.url_margin = kNever}));
}

TEST_CASE("a URL with a time that is not a number is never used") {
  CHECK_FALSE(usable(kT, kNotANumber, kT + kDay));
  CHECK(url_usable_until(kNotANumber, kT, kUsual) == -kNever);
  CHECK_FALSE(usable(kT, kT, kNotANumber));
  CHECK_FALSE(usable(kT, kT, kT + kDay, {.local_storage = kNotANumber}));
  CHECK_FALSE(usable(kT, kT, kT + kDay, {.url_margin = kNotANumber}));
}

TEST_CASE("a thing is alive until its lifetime is over, that moment excluded") {
  CHECK(is_alive(kT, 7 * kDay, kT));
  CHECK(is_alive(kT, 7 * kDay, kT + 7 * kDay - 1));
  CHECK_FALSE(is_alive(kT, 7 * kDay, kT + 7 * kDay));
}

TEST_CASE("an infinite lifetime never ends") { CHECK(is_alive(kT, kNever, kT + 1000 * 365 * kDay)); }

TEST_CASE("a lifetime of 0 is over at once") {
  CHECK_FALSE(is_alive(kT, 0, kT));
  CHECK_FALSE(is_alive(kT, 0, kT - 1));
}

TEST_CASE("a negative lifetime is over before it began") {
  CHECK_FALSE(is_alive(kT, -1, kT));
  CHECK_FALSE(is_alive(kT, -kMinute, kT - kMinute - 1));
  CHECK_FALSE(is_alive(kT, -kNever, kT));
}

TEST_CASE("a clock that went back two minutes keeps things alive") {
  CHECK(is_alive(kT, kDay, kT - 2 * kMinute));
}

TEST_CASE("a clock that went back further refuses what is then from the future") {
  CHECK_FALSE(is_alive(kT, kDay, kT - 2 * kMinute - 1));
  CHECK_FALSE(is_alive(kT, kNever, kT - kDay));
}

TEST_CASE("nothing that is not a number is alive") {
  CHECK_FALSE(is_alive(kNotANumber, kDay, kT));
  CHECK_FALSE(is_alive(kT, kNotANumber, kT));
  CHECK_FALSE(is_alive(kT, kDay, kNotANumber));
}

TEST_CASE("a timer waits until its time") { CHECK(timer_delay(kT + 1500, kT) == 1500); }

TEST_CASE("a timer waits whole milliseconds, so that it is not early") {
  CHECK(timer_delay(kT + 0.25, kT) == 1);
  CHECK(timer_delay(10.5, 0.25) == 11);
}

TEST_CASE("a time in the past fires at once") {
  CHECK(timer_delay(kT, kT) == 0);
  CHECK(timer_delay(kT - kDay, kT) == 0);
  CHECK(timer_delay(-kNever, kT) == 0);
}

TEST_CASE("a delay beyond the browser's 32 bits is cut to 2^31 - 1 ms") {
  CHECK(timer_delay(kT + 2'147'483'647.0, kT) == 2'147'483'647.0);
  CHECK(timer_delay(kT + 2'147'483'648.0, kT) == 2'147'483'647.0);
  CHECK(timer_delay(kT + 365 * kDay, kT) == 2'147'483'647.0);
}

TEST_CASE("a timer for never stays never") { CHECK(timer_delay(kNever, kT) == kNever); }

TEST_CASE("a timer for a time that is not a number is never armed") {
  CHECK(timer_delay(kNotANumber, kT) == kNever);
  CHECK(timer_delay(kT, kNotANumber) == kNever);
}

}  // namespace
}  // namespace ppc
