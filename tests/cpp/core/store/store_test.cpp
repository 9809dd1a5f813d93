#include "core/store/store.h"

#include <doctest/doctest.h>

#include <string>

namespace ppc {
namespace {

using Slots = std::vector<Slot>;

PictureResolved picture(std::uint32_t bytes = 100) {
  return {Layer::kNetwork, "u", "v1", "image/png", bytes, 5000, 9000, true, false};
}

/// A store with pictures 0, 1, 2, ... used at these times.
Store filled(StoreLimits limits, const std::vector<Millis>& used) {
  Store store(limits);
  for (const Millis time : used) {
    const Slot slot = store.intern("user" + std::to_string(store.size()), 128);
    store.touch(slot, time);
    store.dispatch(slot, picture());
  }
  return store;
}

TEST_CASE("a user and variant have one slot, dense from 0") {
  Store store({});
  CHECK(store.intern("ann", 128) == 0);
  CHECK(store.intern("bob", 128) == 1);
  CHECK(store.intern("ann", 64) == 2);
  CHECK(store.intern("ann", 128) == 0);
  CHECK(store.size() == 3);
  CHECK(store.user_id(2) == "ann");
  CHECK(store.variant(2) == 64);
  CHECK(store.find("ann", 64) == Slot{2});
  CHECK_FALSE(store.find("ann", 512).has_value());
  CHECK_FALSE(store.find("eve", 64).has_value());
}

TEST_CASE("the slots of a user come in order of interning") {
  Store store({});
  store.intern("ann", 512);
  store.intern("bob", 64);
  store.intern("ann", 64);
  CHECK(store.slots_of("ann") == Slots{0, 2});
  CHECK(store.slots_of("eve").empty());
}

TEST_CASE("a size that is no variant counts as the next larger, at most 512") {
  Store store({});
  CHECK(store.variant(store.intern("ann", 1)) == 64);
  CHECK(store.variant(store.intern("ann", 65)) == 128);
  CHECK(store.variant(store.intern("ann", 2000)) == 512);
}

TEST_CASE("thousands of users are found again, ids with a zero byte and long ones, too") {
  Store store({});
  for (int number = 0; number < 5000; ++number) store.intern("user" + std::to_string(number), 128);
  store.intern(std::string(1, '\0'), 128);
  store.intern(std::string(128, 'x'), 128);
  for (Slot number = 0; number < 5000; ++number) {
    CHECK(store.find("user" + std::to_string(number), 128) == number);
  }
  CHECK(store.find(std::string(1, '\0'), 128) == Slot{5000});
  CHECK(store.find("", 128).has_value() == false);
  CHECK(store.find(std::string(128, 'x'), 128) == Slot{5001});
}

TEST_CASE("the row mirrors the picture") {
  Store store({});
  const Slot slot = store.intern("ann", 128);
  store.dispatch(slot, picture(321));
  store.dispatch(slot, PictureInvalidated{false});
  store.dispatch(slot, FetchStarted{});
  const Row& row = store.row(slot);
  CHECK(row.status == Status::kReady);
  CHECK(row.layer == Layer::kNetwork);
  CHECK(row.flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
  CHECK(row.generation == 1);
  CHECK(row.bytes == 321);
  CHECK(row.fetched_at == 5000);
  CHECK(row.usable_until == 0);
  store.dispatch(slot, FetchFailed{Failure::kServer});
  CHECK(row.failure == Failure::kServer);
}

TEST_CASE("the revision grows with each visible change and with nothing else") {
  Store store({});
  const Slot slot = store.intern("ann", 128);
  store.subscribe(slot);
  store.dispatch(slot, picture());
  const std::uint32_t revision = store.row(slot).revision;
  CHECK(revision == 1);
  CHECK(store.take_changes() == Slots{slot});
  store.dispatch(slot, picture());
  store.dispatch(slot, FetchEnded{});
  store.touch(slot, 7);
  CHECK(store.row(slot).revision == revision);
  CHECK(store.take_changes().empty());
}

TEST_CASE("changed slots with a subscriber are told once, in order of first change") {
  Store store({});
  for (const char* user : {"ann", "bob", "cleo"}) store.intern(user, 128);
  store.subscribe(0);
  store.subscribe(2);
  for (const Slot slot : {2u, 1u, 0u, 2u}) store.dispatch(slot, FetchStarted{});
  store.dispatch(2, picture());
  CHECK(store.take_changes() == Slots{2, 0});
  CHECK(store.take_changes().empty());
}

TEST_CASE("after the last unsubscribe a slot is not told any more, unless everything is watched") {
  Store store({});
  const Slot slot = store.intern("ann", 128);
  store.subscribe(slot);
  store.unsubscribe(slot);
  store.unsubscribe(slot);
  CHECK(store.row(slot).subscribers == 0);
  store.dispatch(slot, FetchStarted{});
  CHECK(store.take_changes().empty());
  store.watch_all(true);
  store.dispatch(slot, picture());
  CHECK(store.take_changes() == Slots{slot});
}

TEST_CASE("a subscriber written into the row from outside counts") {
  Store store({});
  const Slot slot = store.intern("ann", 128);
  store.rows()[slot].subscribers = 1;
  store.dispatch(slot, FetchStarted{});
  CHECK(store.take_changes() == Slots{slot});
}

TEST_CASE("entries and bytes are those of the ready pictures") {
  Store store = filled({}, {1, 2, 3});
  CHECK(store.entries() == 3);
  CHECK(store.bytes() == 300);
  store.dispatch(0, picture(50));
  store.dispatch(1, PictureMissing{9000});
  store.dispatch(2, FetchStarted{});
  CHECK(store.entries() == 2);
  CHECK(store.bytes() == 150);
}

TEST_CASE("the least recently used go first, until the number of entries holds") {
  Store store = filled({3, 1'000'000}, {50, 10, 40, 20, 30});
  CHECK(store.evict() == Slots{1, 3});
  CHECK(store.entries() == 3);
  CHECK(store.row(1).status == Status::kIdle);
  CHECK(store.evict().empty());
}

TEST_CASE("the least recently used go first, until the bytes hold") {
  Store store = filled({100, 250}, {50, 10, 40});
  CHECK(store.evict() == Slots{1});
  CHECK(store.bytes() == 200);
}

TEST_CASE("a use that the reader wrote into the row counts in the order") {
  Store store = filled({2, 1'000'000}, {10, 20, 30, 40});
  store.rows()[0].last_used = 35;
  store.rows()[1].last_used = 50;
  CHECK(store.evict() == Slots{2, 0});
}

TEST_CASE("pictures used at the same time go in the order in which they came") {
  Store store = filled({1, 1'000'000}, {10, 10, 10});
  CHECK(store.evict() == Slots{0, 1});
}

TEST_CASE("mounted pictures and those being fetched are never evicted") {
  Store store = filled({1, 1'000'000}, {10, 20, 30, 40});
  store.rows()[0].subscribers = 1;
  store.dispatch(1, FetchStarted{});
  CHECK(store.evict() == Slots{2, 3});
  CHECK(store.evict().empty());
  CHECK(store.entries() == 2);
}

TEST_CASE("a picture that was mounted a moment ago counts as used then") {
  Store store = filled({2, 1'000'000}, {10, 20, 30});
  store.subscribe(0);
  CHECK(store.evict() == Slots{1});
  store.unsubscribe(0);
  const Slot next = store.intern("next", 128);
  store.touch(next, 60);
  store.dispatch(next, picture());
  CHECK(store.evict() == Slots{2});
}

TEST_CASE("more mounted pictures than a call passes are passed by the following calls") {
  Store store({1, 1'000'000});
  const int mounted = 3 * Store::kPatience;
  for (int number = 0; number < mounted; ++number) {
    const Slot slot = store.intern("m" + std::to_string(number), 128);
    store.touch(slot, number);
    store.subscribe(slot);
    store.dispatch(slot, picture());
  }
  const Slot last = store.intern("loose", 128);
  store.touch(last, mounted);
  store.dispatch(last, picture());
  CHECK(store.evict().empty());
  CHECK(store.evict().empty());
  CHECK(store.evict().empty());
  CHECK(store.evict() == Slots{last});
}

TEST_CASE("an evicted picture that comes back is evicted again in its turn") {
  Store store = filled({2, 1'000'000}, {10, 20, 30});
  CHECK(store.evict() == Slots{0});
  store.touch(0, 40);
  store.dispatch(0, picture());
  CHECK(store.evict() == Slots{1});
  CHECK(store.evict().empty());
}

}  // namespace
}  // namespace ppc
