// Pictures that are no longer true: nothing that was in flight may bring them back.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("invalidation drops every layer at once and fetches a fresh picture for a mounted consumer") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.take_calls();
  world.give("ann", "v2");
  tab.invalidate("ann");
  CHECK(tab.take_calls() == CallLog{"indexedDB.remove ann", "serviceWorker.remove ann"});
  CHECK(is_tombstone(world, "ann"));
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
  CHECK(tab.row("ann").generation == 1);
  CHECK(tab.picture("ann").version == "v1");
  CHECK(tab.core.next_wakeup() <= tab.now());
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"network.describe #4 128 ann"});
  tab.answer_describes();
  CHECK(tab.take_calls() == CallLog{"network.download ann@128 fresh"});
  tab.answer_downloads();
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.keep ann@128=v2", "serviceWorker.keep ann@128=v2"});
  CHECK(tab.picture("ann").version == "v2");
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
  CHECK(world.indexed_db.pictures.at({"ann", 128}).version == "v2");
  CHECK(tab.counter(Counter::kInvalidations) == 1);
  Tab next(world);
  CHECK(next.request("ann") == 0);
  CHECK(next.picture("ann").version == "v2");
}

TEST_CASE("hard invalidation leaves nothing to show") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.invalidate("ann", true);
  CHECK(tab.row("ann").status == Status::kLoading);
  CHECK(tab.row("ann").flags == kFlagFetching);
  CHECK(tab.picture("ann").version.empty());
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("without a consumer nothing is fetched, and the next request goes straight to the network") {
  World world;
  world.give("ann", "v1");
  for (const bool hard : {false, true}) {
    Tab tab(world);
    tab.load("ann");
    tab.take_calls();
    tab.invalidate("ann", hard);
    CHECK(tab.core.next_wakeup() == kNever);
    tab.take_calls();
    // A layer that failed to remove must not bring it back.
    world.hold(world.indexed_db, "ann", "v0", kMinute);
    tab.request("ann");
    tab.flush();
    CHECK(tab.take_calls().front().starts_with("network.describe"));
    tab.settle();
    CHECK(tab.count("network.download ann@128 fresh") == 1);
    CHECK(tab.picture("ann").version == "v1");
  }
}

TEST_CASE("a soft invalidated picture with bytes answers a request at once, stale") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.invalidate("ann");
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
}

TEST_CASE("after a soft invalidation a URL alone answers while its successor is on the way, not otherwise") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  world.local.items["bob"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.subscribe("ann");
  tab.request("ann");
  tab.request("bob");
  tab.invalidate("ann");
  tab.invalidate("bob");
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.request("bob") != 0);
  CHECK(tab.row("bob").status == Status::kLoading);
}

TEST_CASE("a user who was never interned is dropped from every layer, too") {
  World world;
  world.local.items["eve"] = local_record(world, "v1", 0);
  Tab tab(world);
  tab.invalidate("eve");
  CHECK(tab.take_calls() == CallLog{"indexedDB.remove eve", "serviceWorker.remove eve"});
  CHECK(is_tombstone(world, "eve"));
  CHECK(tab.core.store().size() == 0);
}

TEST_CASE("every variant of the user is dropped and no other user's") {
  World world;
  for (const char* user : {"ann", "bob"}) world.give(user, "v1");
  Tab tab(world);
  tab.load("ann", 64);
  tab.load("ann", 512);
  tab.load("bob");
  tab.invalidate("ann", true);
  CHECK(tab.row("ann", 64).status == Status::kIdle);
  CHECK(tab.row("ann", 512).status == Status::kIdle);
  CHECK(tab.row("ann", 512).generation == 1);
  CHECK(tab.row("bob").status == Status::kReady);
  CHECK(tab.row("bob").generation == 0);
}

TEST_CASE("invalidated before the flush: one lookup, straight to the network, the waiter is answered") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.invalidate("ann");
  tab.take_calls();
  CHECK(tab.waiting() == 1);
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"network.describe #1 128 ann"});
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.answers(Layer::kNetwork) == 1);
  CHECK(tab.waiting() == 0);
}

TEST_CASE("invalidated while IndexedDB is asked: what it finds changes nothing") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  const std::vector<FoundPicture> late{{tab.slot("ann"), 0, "v1", "image/png", 10, tab.now()}};
  tab.invalidate("ann");
  tab.core.handle_found(Layer::kIndexedDb, 1, late, tab.now());
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.settle();
  CHECK(tab.picture("ann").version == "v2");
}

TEST_CASE(
    "invalidated while the backend is asked: the call is aborted and its late answer changes no layer") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  const auto late = world.backend.describe({"ann"}, 128, tab.now());
  tab.network.describes.clear();
  world.give("ann", "v2");
  tab.invalidate("ann");
  CHECK(tab.count("network.abortDescribe #3") == 1);
  tab.core.handle_described(3, late, tab.now());
  CHECK(tab.count("network.download") == 0);
  CHECK(is_tombstone(world, "ann"));
  tab.settle();
  CHECK(tab.picture("ann").version == "v2");
  CHECK(world.indexed_db.pictures.at({"ann", 128}).version == "v2");
}

TEST_CASE("one of a batch invalidated while the backend is asked: the others are answered, it is counted") {
  World world;
  for (const char* user : {"ann", "bob"}) world.give(user, "v1");
  Tab tab(world);
  tab.request("ann");
  tab.request("bob");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.invalidate("ann");
  CHECK(tab.count("network.abortDescribe") == 0);
  tab.take_calls();
  tab.answer_describes();
  CHECK(tab.take_calls() == CallLog{"network.download bob@128"});
  CHECK(tab.counter(Counter::kStaleDropped) == 1);
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("invalidated while downloading: aborted, and the late bytes change no layer, however late") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.network.downloads.clear();
  const Slot ann = tab.slot("ann");
  world.give("ann", "v2");
  tab.invalidate("ann");
  CHECK(tab.network.aborted_downloads.size() == 1);
  CHECK_FALSE(tab.core.handle_downloaded(ann, 0, "v1", "image/png", 10, tab.now()));
  tab.settle();
  CHECK_FALSE(tab.core.handle_downloaded(ann, 0, "v1", "image/png", 10, tab.now()));
  tab.core.handle_download_failed(ann, 0, Failure::kServer, tab.now());
  CHECK(tab.picture("ann").version == "v2");
  CHECK(world.service_worker.pictures.at({"ann", 128}).version == "v2");
  CHECK(tab.counter(Counter::kStaleDropped) == 3);
}

TEST_CASE("invalidated between download and flush: the old bytes are kept nowhere") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.answer_downloads();
  tab.invalidate("ann");
  tab.flush();
  CHECK(tab.count("indexedDB.keep") == 0);
  CHECK(tab.count("serviceWorker.keep") == 0);
  CHECK(is_tombstone(world, "ann"));
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("the backend names the same version after an invalidation: the bytes are fetched and kept again") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.invalidate("ann");
  tab.settle();
  CHECK(tab.count("network.download ann@128 fresh") == 1);
  CHECK(world.indexed_db.pictures.count({"ann", 128}) == 1);
}

TEST_CASE("hard invalidation with waiters: they wait for the new picture") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  const Ticket first = tab.request("ann");
  tab.request("ann");
  tab.invalidate("ann", true);
  CHECK(tab.waiting() == 2);
  tab.leave("ann", first);
  CHECK(tab.waiting() == 1);
  tab.settle();
  CHECK(tab.answers(Layer::kNetwork) == 1);
}

TEST_CASE("the last waiter carried over by an invalidation cancels as any other") {
  World world;
  Tab tab(world);
  const Ticket ticket = tab.request("ann");
  tab.invalidate("ann");
  tab.leave("ann", ticket);
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a negative entry is dropped by an invalidation") {
  World world;
  Tab tab(world);
  tab.load("ann");
  CHECK(tab.row("ann").status == Status::kMissing);
  world.give("ann", "v1");
  tab.invalidate("ann");
  tab.load("ann");
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("invalidation twice in a tick: one fetch") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.take_calls();
  tab.invalidate("ann");
  tab.invalidate("ann");
  tab.settle();
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.count("network.download") == 1);
  CHECK(tab.row("ann").generation == 2);
}

TEST_CASE("an invalidated picture whose fetch fails stays shown, stale, and the network is asked again") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.invalidate("ann");
  tab.flush();
  tab.fail_describes(Failure::kUnauthorized);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale));
  tab.take_calls();
  tab.core.online(tab.now());
  tab.answer_describes();
  CHECK(tab.count("network.download ann@128 fresh") == 1);
}

TEST_CASE("pictures of a layer that are older than a remembered invalidation are misses") {
  World world;
  world.give("ann", "v2");
  Tab first(world);
  first.invalidate("ann");
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  world.now += kSecond;
  Tab second(world);
  second.load("ann");
  CHECK(second.picture("ann").version == "v2");
}

TEST_CASE("an invalidation that localStorage refuses to remember at least removes the record") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  world.local.refuses = true;
  tab.invalidate("ann");
  CHECK(world.local.items.empty());
}

}  // namespace
}  // namespace ppc::testing
