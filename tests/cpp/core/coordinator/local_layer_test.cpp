#include "core/coordinator/local_layer.h"

#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

struct Local {
  explicit Local(std::uint32_t budget = 1'000'000)
      : layer(&port, {budget, Lifetimes{}}, store, clock, monitor) {}

  LocalVariant variant(Variant size, const std::string& version, Millis fetched_at = kStart) const {
    return {size, "https://x/" + version, version, fetched_at, fetched_at + kHour, 100, "image/png"};
  }
  void put(const std::string& user_id, Millis used = 0) {
    if (used > 0) store.touch(store.intern(user_id, 128), used);
    layer.put(user_id, variant(128, "v1"), kStart, kStart);
  }
  bool has(const std::string& user_id) const { return port.items.count(user_id) > 0; }

  MemoryStorage port;
  Store store{StoreLimits{}};
  ServerClock clock;
  Monitor monitor;
  LocalLayer layer;
};

using Kind = LocalAnswer::Kind;

TEST_CASE("what was put is read until its time, by variant") {
  Local local;
  local.layer.put("ann", local.variant(128, "v1"), kStart, kStart);
  local.layer.put("ann", local.variant(256, "v2"), kStart, kStart);
  CHECK(local.layer.read("ann", 128, kStart).picture.version == "v1");
  CHECK(local.layer.read("ann", 256, kStart).picture.version == "v2");
  CHECK(local.layer.read("ann", 512, kStart).kind == Kind::kMiss);
  CHECK(local.layer.read("ann", 256, kStart + 45 * kMinute - 1).kind == Kind::kPicture);
  CHECK(local.layer.read("ann", 256, kStart + 45 * kMinute).kind == Kind::kMiss);
  CHECK(local.layer.read("bob", 256, kStart).kind == Kind::kMiss);
}

TEST_CASE("the variant written last comes first, and a variant that has run out is dropped") {
  Local local;
  local.layer.put("ann", local.variant(64, "v1", kStart - 46 * kMinute), kStart, kStart);
  local.layer.put("ann", local.variant(128, "v2"), kStart, kStart);
  local.layer.put("ann", local.variant(256, "v3"), kStart, kStart);
  const auto record = local.port.items.at("ann");
  REQUIRE(record);
  REQUIRE(record->variants.size() == 2);
  CHECK(record->variants[0].size == 256);
  CHECK(record->variants[1].size == 128);
}

TEST_CASE("after an invalidation only answers asked for since are written, also beside newer ones") {
  Local local;
  local.put("ann");
  local.layer.invalidate("ann", kStart + 5);
  CHECK(local.layer.read("ann", 128, kStart + 5).kind == Kind::kMiss);
  CHECK(local.layer.read("ann", 128, kStart + 5).invalidated_at == kStart + 5);
  local.layer.put("ann", local.variant(128, "old"), kStart + 4, kStart + 6);
  local.layer.put_missing("ann", kStart, kStart + 4, kStart + 6);
  CHECK(local.layer.read("ann", 128, kStart + 6).kind == Kind::kMiss);
  local.layer.put("ann", local.variant(128, "new"), kStart + 5, kStart + 6);
  CHECK(local.layer.read("ann", 128, kStart + 6).picture.version == "new");
  local.layer.put("ann", local.variant(256, "old"), kStart + 4, kStart + 6);
  CHECK(local.layer.read("ann", 256, kStart + 6).kind == Kind::kMiss);
}

TEST_CASE("a missing picture is remembered 5 minutes, replaces the pictures and is replaced by one") {
  Local local;
  local.put("ann");
  local.layer.put_missing("ann", kStart + 1, kStart + 1, kStart + 1);
  const LocalAnswer answer = local.layer.read("ann", 128, kStart + 1);
  CHECK(answer.kind == Kind::kMissing);
  CHECK(answer.usable_until == kStart + 1 + 5 * kMinute);
  CHECK(local.layer.read("ann", 128, kStart + 1 + 5 * kMinute).kind == Kind::kMiss);
  local.layer.put("ann", local.variant(128, "v2", kStart + 2), kStart + 2, kStart + 2);
  CHECK(local.layer.read("ann", 128, kStart + 2).picture.version == "v2");
}

TEST_CASE("a missing answer older than a picture that is there is not written") {
  Local local;
  local.put("ann");
  local.layer.put_missing("ann", kStart - 1, kStart, kStart);
  CHECK(local.layer.read("ann", 128, kStart).kind == Kind::kPicture);
}

TEST_CASE("a missing picture does not make an invalidation forgotten") {
  Local local;
  local.layer.invalidate("ann", kStart + 5);
  local.layer.put_missing("ann", kStart + 6, kStart + 6, kStart + 6);
  local.layer.put("ann", local.variant(128, "old", kStart + 7), kStart + 4, kStart + 7);
  CHECK(local.layer.read("ann", 128, kStart + 7).kind == Kind::kMissing);
}

TEST_CASE("a dropped variant leaves the others; the last one leaves no record") {
  Local local;
  local.layer.put("ann", local.variant(64, "v1"), kStart, kStart);
  local.layer.put("ann", local.variant(128, "v1"), kStart, kStart);
  local.layer.drop_variant("ann", 64);
  CHECK(local.layer.read("ann", 128, kStart).kind == Kind::kPicture);
  CHECK(local.layer.read("ann", 64, kStart).kind == Kind::kMiss);
  local.layer.drop_variant("ann", 128);
  CHECK(local.port.items.empty());
  local.layer.drop_variant("eve", 128);
  CHECK(local.layer.fill().entries == 0);
}

TEST_CASE("over its budget the least recently used records go, in a batch, down to three quarters") {
  Local local(2000);
  local.put("u1", 50);
  const std::uint64_t each = local.layer.fill().bytes;
  Local full(static_cast<std::uint32_t>(8 * each));
  const std::vector<Millis> used{50, 10, 80, 20, 70, 30, 60, 40, 90};
  for (std::size_t index = 0; index < used.size(); ++index)
    full.put("u" + std::to_string(index), used[index]);
  CHECK(full.layer.fill().entries == 6);
  CHECK(full.layer.fill().bytes == full.port.size());
  for (const char* gone : {"u1", "u3", "u5"}) CHECK_FALSE(full.has(gone));
  CHECK(full.monitor.counter(Counter::kEvictions) == 3);
}

TEST_CASE("records that this page has not used go first, the oldest first") {
  Local local;
  local.put("probe", 1);
  const std::uint64_t each = local.layer.fill().bytes;
  local.port.items.erase("probe");
  Local full(static_cast<std::uint32_t>(4 * each));
  full.layer.put("young", full.variant(128, "v1", kStart - 1000), kStart, kStart);
  full.layer.put("older", full.variant(128, "v1", kStart - 2000), kStart, kStart);
  full.port.items["spoilt"];
  for (const char* user : {"used1", "used2"}) full.put(user, 10);
  full.put("used3", 20);
  CHECK_FALSE(full.has("spoilt"));
  CHECK_FALSE(full.has("older"));
  CHECK(full.has("used3"));
}

TEST_CASE("what another page wrote is seen when the budget is checked") {
  Local local;
  local.put("ann", 10);
  const std::uint64_t each = local.layer.fill().bytes;
  Local full(static_cast<std::uint32_t>(3 * each + each / 2));
  full.put("ann", 10);
  full.port.items = {};
  full.put("bob", 20);
  full.put("cleo", 30);
  full.put("dora", 40);
  CHECK(full.layer.fill().entries == 3);
  CHECK(full.monitor.counter(Counter::kEvictions) == 0);
}

TEST_CASE("a full storage makes room once and writes again; refused twice it is counted") {
  Local local;
  local.put("ann", 10);
  local.put("bob", 20);
  local.port.quota = local.port.size() + 10;
  local.put("cleo", 30);
  CHECK(local.has("cleo"));
  CHECK_FALSE(local.has("ann"));
  CHECK(local.monitor.errors(Layer::kLocalStorage) == 0);
  local.port.refuses = true;
  local.put("dora", 40);
  CHECK(local.monitor.errors(Layer::kLocalStorage) == 1);
  CHECK_FALSE(local.has("dora"));
}

TEST_CASE("the offset of the server's clock is remembered in the record and taken over by the next page") {
  Local local;
  local.clock.observe(kStart + kHour, kStart, kStart);
  local.layer.put("ann", local.variant(128, "v1", kStart + kHour), kStart, kStart);
  Local next;
  next.port.items = local.port.items;
  const LocalAnswer answer = next.layer.read("ann", 128, kStart + kMinute);
  CHECK(answer.kind == Kind::kPicture);
  CHECK(answer.usable_until == kStart + 45 * kMinute);
  CHECK(next.clock.offset() == kHour);
}

TEST_CASE("clear removes every record and leaves its mark") {
  Local local;
  local.put("ann");
  local.put("bob");
  local.layer.clear(kStart);
  CHECK(local.port.items.size() == 1);
  CHECK(local.has(""));
  CHECK(local.layer.fill().entries == 0);
}

TEST_CASE("room for a preview is given within the budget, and displaces no record") {
  Local local;
  local.put("ann", 10);
  const auto each = static_cast<std::uint32_t>(local.layer.fill().bytes);
  Local full(3 * each);
  full.put("ann", 10);
  CHECK_FALSE(full.layer.reserve(2 * each + 1));
  CHECK(full.layer.reserve(2 * each));
  CHECK_FALSE(full.layer.reserve(1));
  full.layer.release(each);
  CHECK(full.layer.reserve(each));
  CHECK(full.has("ann"));
  CHECK(full.layer.fill().bytes == 3 * each);
}

TEST_CASE("what previews take counts when records need room") {
  Local local;
  local.put("ann", 10);
  const auto each = static_cast<std::uint32_t>(local.layer.fill().bytes);
  Local full(4 * each);
  for (const char* user : {"ann", "bob", "eve"}) full.put(user, 10);
  full.port.items["ann"]->variants.front().url += std::string(each / 2, 'x');  // 2 bytes a unit
  CHECK(full.layer.reserve(each));
  full.put("dora", 20);
  CHECK(full.layer.fill().entries < 4);
  CHECK(full.has("dora"));
}

TEST_CASE("a blocked or missing storage has no room for a preview") {
  Local local;
  local.layer.set_available(false);
  CHECK_FALSE(local.layer.reserve(1));
}

TEST_CASE("after a clear only answers asked for since are written, for whichever user") {
  Local local;
  local.layer.clear(kStart + 10);
  local.layer.put("ann", local.variant(128, "v1"), kStart + 9, kStart + 20);
  local.layer.put_missing("bob", kStart, kStart + 9, kStart + 20);
  CHECK_FALSE(local.has("ann"));
  CHECK_FALSE(local.has("bob"));
  local.layer.put("ann", local.variant(128, "v1"), kStart + 10, kStart + 20);
  CHECK(local.has("ann"));
}

TEST_CASE("the mark of a clear is neither counted nor trimmed") {
  Local local(400);
  local.layer.clear(kStart);
  for (const char* user : {"ann", "bob", "cleo"}) local.put(user);
  CHECK(local.has(""));
  CHECK(local.layer.fill().entries == local.port.items.size() - 1);
}

}  // namespace
}  // namespace ppc::testing
