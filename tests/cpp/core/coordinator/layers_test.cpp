// Which layer answers, and which are asked.
#include <doctest/doctest.h>

#include <array>

#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("a picture that is nowhere comes from the network and fills every layer") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  CHECK(tab.request("ann") != 0);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.lookup #1 ann@128"});
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.take_calls() == CallLog{"serviceWorker.lookup #2 ann@128"});
  tab.answer_lookups(Layer::kServiceWorker);
  CHECK(tab.take_calls() == CallLog{"network.describe #3 128 ann"});
  tab.answer_describes();
  CHECK(tab.take_calls() == CallLog{"network.download ann@128"});
  tab.answer_downloads();
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").layer == Layer::kNetwork);
  CHECK(tab.row("ann").bytes == 1000);
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
  CHECK(world.local.items.count("ann") == 1);
  CHECK(tab.take_calls() == CallLog{});
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.keep ann@128=v1", "serviceWorker.keep ann@128=v1"});
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a picture in the store is answered at once by redux") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.take_calls();
  CHECK(tab.request("ann") == 0);
  tab.flush();
  CHECK(tab.take_calls() == CallLog{});
  CHECK(tab.answers(Layer::kRedux) == 1);
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
}

TEST_CASE("held bytes past their time are shown stale at once and checked in the background") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.advance(45 * kMinute);
  tab.take_calls();
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"network.describe #4 128 ann"});
  tab.answer_describes();
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
  CHECK(tab.row("ann").usable_until == world.now + 45 * kMinute);
  CHECK(tab.counter(Counter::kRevalidations) == 1);
  CHECK(tab.answers(Layer::kRedux) == 1);
}

TEST_CASE("one millisecond before its time a picture is not checked") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.advance(45 * kMinute - 1);
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
}

TEST_CASE("a signed URL from localStorage is shown in the same call") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").layer == Layer::kLocalStorage);
  CHECK(tab.row("ann").flags == 0);
  CHECK(tab.row("ann").usable_until == world.now + 44 * kMinute);
  CHECK(tab.picture("ann").url == "https://pictures.test/stored");
  CHECK(tab.picture("ann").version == "v1");
  CHECK(tab.answers(Layer::kLocalStorage) == 1);
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a URL alone that has run out is not shown any more and looked up anew") {
  World world;
  world.give("ann", "v1");
  world.local.items["ann"] = local_record(world, "v1", 0);
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.advance(45 * kMinute);
  CHECK(tab.request("ann") != 0);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.lookup #1 ann@128"});
}

TEST_CASE("an expired signature in localStorage is a miss and the next layer answers") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", 46 * kMinute);
  world.hold(world.indexed_db, "ann", "v1", 44 * kMinute);
  Tab tab(world);
  CHECK(tab.request("ann") != 0);
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").layer == Layer::kIndexedDb);
}

TEST_CASE("the signature's own end counts when it comes before the 45 minutes") {
  World world;
  Tab tab(world);
  world.local.items["ann"] = local_record(world, "v1", 10 * kMinute, 128, 11 * kMinute);
  CHECK(tab.request("ann") != 0);
  world.local.items["bob"] = local_record(world, "v1", 10 * kMinute, 128, 11 * kMinute + 1);
  CHECK(tab.request("bob") == 0);
  CHECK(tab.row("bob").usable_until == world.now + 1);
}

TEST_CASE("the age of a record is reckoned on the server's clock that it remembers") {
  World world;
  world.backend.clock_offset = 3 * kHour;
  world.give("ann", "v1");
  {
    Tab first(world);
    first.load("ann");
  }
  world.now += 44 * kMinute;
  Tab second(world);
  CHECK(second.request("ann") == 0);
  CHECK(second.row("ann").usable_until == world.now + kMinute);
  CHECK(second.row("ann").fetched_at == world.now - 44 * kMinute + 3 * kHour);
}

TEST_CASE("a malformed record is a miss, counted and removed") {
  World world;
  world.local.items["ann"] = std::nullopt;
  Tab tab(world);
  CHECK(tab.request("ann") != 0);
  CHECK(world.local.items.empty());
  CHECK(tab.core.monitor().errors(Layer::kLocalStorage) == 1);
}

TEST_CASE("a young picture in IndexedDB is shown fresh and nothing else is asked") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", 44 * kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
  CHECK(tab.row("ann").usable_until == world.now + kMinute);
  CHECK(tab.picture("ann").url.empty());
  tab.flush();
  CHECK(tab.calls.size() == 1);
  CHECK(world.local.items.empty());
  CHECK(tab.answers(Layer::kIndexedDb) == 1);
}

TEST_CASE("an older picture in IndexedDB is shown stale at once and checked in the same call") {
  World world;
  world.give("ann", "v1");
  world.hold(world.indexed_db, "ann", "v1", kDay);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.waiting() == 0);
  tab.take_calls();
  tab.settle();
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
  CHECK(tab.row("ann").layer == Layer::kIndexedDb);
  CHECK(tab.take_calls() == CallLog{"indexedDB.keep ann@128=v1", "serviceWorker.keep ann@128=v1"});
  CHECK(world.local.items.count("ann") == 1);
  CHECK(world.indexed_db.pictures.at({"ann", 128}).fetched_at == world.now);
}

TEST_CASE("a check that names another version fetches it while the old one stays shown") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kDay);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_describes();
  CHECK(tab.count("network.download") == 1);
  CHECK(tab.picture("ann").version == "v1");
  CHECK(tab.row("ann").status == Status::kReady);
  tab.answer_downloads();
  CHECK(tab.picture("ann").version == "v2");
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
}

TEST_CASE("a picture of 7 days is a miss in IndexedDB and in the service worker") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", 7 * kDay);
  world.hold(world.service_worker, "ann", "v1", 7 * kDay);
  world.hold(world.indexed_db, "bob", "v1", 7 * kDay - 1);
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.request("bob");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("bob").status == Status::kReady);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.answer_lookups(Layer::kServiceWorker);
  CHECK(tab.row("ann").status == Status::kLoading);
}

TEST_CASE("a picture from the service worker fills IndexedDB, one from IndexedDB fills nothing behind it") {
  World world;
  world.hold(world.service_worker, "ann", "v1", kMinute);
  world.hold(world.indexed_db, "bob", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.request("bob");
  tab.settle();
  CHECK(tab.row("ann").layer == Layer::kServiceWorker);
  CHECK(tab.count("indexedDB.keep ann@128=v1") == 1);
  CHECK(tab.count("serviceWorker.keep") == 0);
  CHECK(tab.count("network") == 0);
  CHECK(world.indexed_db.pictures.at({"ann", 128}).fetched_at == world.now - kMinute);
}

TEST_CASE(
    "peek shows a record of localStorage without counting; the first request counts for that layer, once") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.peek("ann");
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.core.monitor().requests() == 0);
  tab.request("ann");
  CHECK(tab.answers(Layer::kLocalStorage) == 1);
  tab.request("ann");
  CHECK(tab.answers(Layer::kLocalStorage) == 1);
  CHECK(tab.answers(Layer::kRedux) == 1);
}

TEST_CASE("the time that a consumer spent in the peek that answered it is part of its answer") {
  World world;
  world.give("ann", "v1");
  Tab first(world);
  first.request("ann");
  first.settle();
  Tab tab(world);
  tab.peek("ann");
  CHECK(tab.core.request(tab.slot("ann"), world.now, 3) == 0);
  CHECK(tab.core.monitor().times(Layer::kLocalStorage).mean() == doctest::Approx(3));
}

TEST_CASE("peek changes no layer, not even for a malformed record, and starts nothing") {
  World world;
  world.local.items["ann"] = std::nullopt;
  Tab tab(world);
  tab.peek("ann");
  tab.peek("bob");
  CHECK(world.local.items.size() == 1);
  CHECK(world.local.writes == 0);
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.core.next_wakeup() == kNever);
  CHECK(tab.core.take_changes().empty());
}

TEST_CASE("peek withdraws a URL alone that has run out, unless somebody shows it") {
  World world;
  Tab tab(world);
  for (const char* user : {"ann", "bob"}) {
    world.local.items[std::string(user)] = local_record(world, "v1", kMinute);
    tab.request(user);
  }
  tab.subscribe("bob");
  tab.advance(kHour);
  tab.peek("ann");
  tab.peek("bob");
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.row("bob").status == Status::kReady);
}

TEST_CASE("a user without a picture is not asked for again within 5 minutes, not even by another page") {
  World world;
  Tab tab(world);
  tab.load("ann");
  CHECK(tab.row("ann").status == Status::kMissing);
  CHECK(tab.counter(Counter::kMissing) == 1);
  CHECK(tab.count("indexedDB.remove ann") == 1);
  CHECK(tab.count("serviceWorker.remove ann") == 1);
  tab.take_calls();
  tab.advance(5 * kMinute - 1);
  CHECK(tab.request("ann") == 0);
  Tab other(world);
  CHECK(other.request("ann") == 0);
  CHECK(other.row("ann").status == Status::kMissing);
  tab.advance(1);
  CHECK(tab.request("ann") != 0);
  tab.settle();
  CHECK(tab.count("network.describe") == 1);
}

constexpr std::array<Variant, 4> kVariants{64, 128, 256, 512};

TEST_CASE("each size variant is its own picture and one record of localStorage holds up to four") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  for (const Variant variant : kVariants) tab.request("ann", variant);
  tab.settle();
  CHECK(tab.count("indexedDB.lookup") == 1);
  CHECK(tab.count("network.describe") == 4);
  Tab next(world);
  for (const Variant variant : kVariants) CHECK(next.request("ann", variant) == 0);
  CHECK(world.local.items.size() == 1);
}

}  // namespace
}  // namespace ppc::testing
