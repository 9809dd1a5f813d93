#include "server/url_cache/undelivered_drops.h"

#include <doctest/doctest.h>

#include "core/ttl/lifetimes.h"

namespace ppc::server {

TEST_CASE("a key is distrusted until its drop is delivered") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.add({"a", "b"}, 1000);
  CHECK_FALSE(drops.trusts("a", 5000, 6000));
  CHECK(drops.trusts("c", 0, 6000));
  drops.delivered(drops.some(10), 6000);
  CHECK(drops.empty());
  CHECK(drops.trusts("a", 0, 6000));
}

TEST_CASE("a later drop of the same key is not delivered with the earlier") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.add({"a"}, 1000);
  const auto first = drops.some(1);
  drops.add({"a"}, 2000);
  drops.delivered(first, 2500);
  CHECK_FALSE(drops.trusts("a", 0, 3000));
}

TEST_CASE("more drops than are remembered make every older record distrusted while Redis may keep it") {
  UndeliveredDrops drops(2, 50 * kMinute);
  const Millis now = 100 * kMinute;
  drops.add({"a", "b", "c"}, now);
  drops.delivered(drops.some(10), now);
  CHECK(drops.empty());
  CHECK_FALSE(drops.trusts("x", now - kMinute, now + kSecond));
  CHECK(drops.trusts("x", now + 3 * kMinute, now + 3 * kMinute));
  CHECK(drops.trusts("x", now - kMinute, now + 51 * kMinute));
}

TEST_CASE("a drop that is remembered already takes no more room") {
  UndeliveredDrops drops(1, 50 * kMinute);
  drops.add({"a"}, 1000);
  drops.add({"a"}, 2000);
  CHECK(drops.trusts("x", 0, 3000));
}

TEST_CASE("drops are delivered in rounds, the oldest first") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.add({"a", "b", "c"}, 1000);
  drops.add({"a"}, 2000);
  const auto first = drops.some(2);
  REQUIRE(first.size() == 2);
  CHECK(first[0].key == "b");
  CHECK(first[1].key == "c");
  const auto second = drops.some(2, first[1].number);
  REQUIRE(second.size() == 1);
  CHECK(second[0].key == "a");
  CHECK(drops.some(2, second[0].number).empty());
}

TEST_CASE("what was heard shortly before a server was lost is undelivered again, once") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.heard({"early"}, 100 * kSecond);
  drops.heard({"late"}, 120 * kSecond);
  drops.add({"later"}, 125 * kSecond);
  drops.delivered(drops.some(1), 125 * kSecond);
  drops.doubt(131 * kSecond);
  CHECK(drops.trusts("early", 0, 131 * kSecond));
  CHECK_FALSE(drops.trusts("late", 0, 131 * kSecond));
  CHECK_FALSE(drops.trusts("later", 0, 131 * kSecond));
  drops.delivered(drops.some(10), 170 * kSecond);
  CHECK(drops.empty());
  drops.doubt(201 * kSecond);
  CHECK(drops.empty());
}

TEST_CASE("connections that keep breaking do not repeat a drop for longer than it is doubtful") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.heard({"a"}, 100 * kSecond);
  for (const Millis now : {110 * kSecond, 125 * kSecond}) {
    drops.doubt(now);
    CHECK_FALSE(drops.empty());
    drops.delivered(drops.some(10), now);
  }
  drops.doubt(131 * kSecond);
  CHECK(drops.empty());
}

TEST_CASE("whoever delivers is woken for each drop that waits") {
  UndeliveredDrops drops(10, 50 * kMinute);
  int woken = 0;
  drops.add({"a"}, 1000);
  drops.on_waiting([&] { ++woken; });
  CHECK(woken == 1);
  drops.delivered(drops.some(1), 1000);
  drops.heard({"b"}, 1000);
  CHECK(woken == 1);
  drops.doubt(2000);
  CHECK(woken == 2);
  drops.on_waiting(nullptr);
  drops.add({"c"}, 2000);
  CHECK(woken == 2);
}

}  // namespace ppc::server
