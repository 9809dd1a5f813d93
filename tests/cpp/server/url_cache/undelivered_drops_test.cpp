#include "server/url_cache/undelivered_drops.h"

#include <doctest/doctest.h>

#include "core/ttl/lifetimes.h"

namespace ppc::server {

TEST_CASE("a key is distrusted until its drop is delivered") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.add({"a", "b"}, 1000);
  CHECK_FALSE(drops.trusts("a", 5000, 6000));
  CHECK(drops.trusts("c", 0, 6000));
  drops.delivered(drops.some(10));
  CHECK(drops.empty());
  CHECK(drops.trusts("a", 0, 6000));
}

TEST_CASE("a later drop of the same key is not delivered with the earlier") {
  UndeliveredDrops drops(10, 50 * kMinute);
  drops.add({"a"}, 1000);
  const auto first = drops.some(1);
  drops.add({"a"}, 2000);
  drops.delivered(first);
  CHECK_FALSE(drops.trusts("a", 0, 3000));
}

TEST_CASE("more drops than are remembered make every older record distrusted while Redis may keep it") {
  UndeliveredDrops drops(2, 50 * kMinute);
  const Millis now = 100 * kMinute;
  drops.add({"a", "b", "c"}, now);
  drops.delivered(drops.some(10));
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

}  // namespace ppc::server
