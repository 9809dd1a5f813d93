// What leaves together, who joins, who cancels.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("fifty requests in a tick leave as one batch per layer and are kept as one") {
  World world;
  for (int index = 0; index < 50; ++index) world.give("f" + std::to_string(index), "v1");
  Tab tab(world);
  tab.request_friends(50);
  CHECK(tab.calls.empty());
  tab.settle();
  CHECK(tab.count("indexedDB.lookup") == 1);
  CHECK(tab.count("serviceWorker.lookup") == 1);
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.count("network.download") == 50);
  CHECK(tab.count("indexedDB.keep") == 1);
  CHECK(tab.count("serviceWorker.keep") == 1);
  CHECK(tab.core.take_changes().size() == 50);
  CHECK(tab.answers(Layer::kNetwork) == 50);
}

TEST_CASE("fifty pictures that are a day old are checked in one call") {
  World world;
  for (int index = 0; index < 50; ++index) {
    world.give("f" + std::to_string(index), "v1");
    world.hold(world.indexed_db, "f" + std::to_string(index), "v1", kDay);
  }
  Tab tab(world);
  tab.request_friends(50);
  tab.settle();
  CHECK(tab.count("indexedDB.lookup") == 1);
  CHECK(tab.count("serviceWorker.lookup") == 0);
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.count("network.download") == 0);
  CHECK(tab.counter(Counter::kRevalidations) == 50);
}

TEST_CASE("what the faster layer lacks is asked of the next one within the same call") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  world.hold(world.service_worker, "bob", "v1", kMinute);
  Tab tab(world);
  for (const char* user : {"ann", "bob", "cleo"}) tab.request(user);
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  CHECK(tab.take_calls() == CallLog{"indexedDB.lookup #1 ann@128 bob@128 cleo@128",
                                    "serviceWorker.lookup #2 bob@128 cleo@128",
                                    "network.describe #3 128 cleo"});
}

TEST_CASE("a batch for the next layer takes along what is queued for it") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.request("bob");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.refresh("ann");
  tab.take_calls();
  tab.answer_lookups(Layer::kServiceWorker);
  CHECK(tab.take_calls() == CallLog{"network.describe #6 128 ann bob"});
}

TEST_CASE("a backend call has at most the configured number of users and one variant") {
  World world;
  CoordinatorOptions options;
  options.batch_limit = 2;
  Tab tab(world, options);
  for (const char* user : {"a", "b", "c"}) tab.request(user);
  tab.request("a", 64);
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.calls.erase(tab.calls.begin(), tab.calls.begin() + 2);
  CHECK(tab.take_calls() ==
        CallLog{"network.describe #3 64 a", "network.describe #4 128 a b", "network.describe #5 128 c"});
}

TEST_CASE("requests for a picture on its way join it; each is answered with its own time") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.advance(100);
  CHECK(tab.request("ann") != 0);
  CHECK(tab.waiting() == 2);
  tab.settle();
  CHECK(tab.waiting() == 0);
  CHECK(tab.count("indexedDB.lookup") == 1);
  CHECK(tab.counter(Counter::kJoined) == 1);
  CHECK(tab.answers(Layer::kNetwork) == 2);
  CHECK(tab.core.monitor().times(Layer::kNetwork).mean() == doctest::Approx(50));
}

TEST_CASE("the last waiter to leave cancels, the others do not") {
  World world;
  Tab tab(world);
  const Ticket first = tab.request("ann");
  const Ticket second = tab.request("ann");
  tab.leave("ann", first);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.leave("ann", first);
  tab.leave("ann", 999);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.leave("ann", second);
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.core.next_wakeup() == kNever);
  tab.flush();
  CHECK(tab.calls.empty());
  CHECK(tab.counter(Counter::kCancelled) == 1);
  CHECK(tab.waiting() == 0);
}

TEST_CASE("a backend call is aborted when nobody of its batch is left") {
  World world;
  Tab tab(world);
  const Ticket ann = tab.request("ann");
  const Ticket bob = tab.request("bob");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.leave("ann", ann);
  CHECK(tab.count("network.abortDescribe") == 0);
  tab.leave("bob", bob);
  CHECK(tab.count("network.abortDescribe #3") == 1);
  CHECK(tab.core.next_wakeup() == kNever);
  world.give("ann", "v1");
  tab.answer_describes();
  CHECK(tab.count("network.download") == 0);
  CHECK(tab.row("ann").status == Status::kIdle);
}

TEST_CASE("a download is aborted when its last waiter leaves, and its late bytes are refused") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  const Ticket ticket = tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.leave("ann", ticket);
  CHECK(tab.count("network.abortDownload ann@128") == 1);
  CHECK_FALSE(tab.core.handle_downloaded(tab.slot("ann"), 0, "v1", "image/png", 10, tab.now()));
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("leaving does not end the check of a picture that is shown") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kDay);
  Tab tab(world);
  const Ticket ticket = tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.leave("ann", ticket);
  tab.settle();
  CHECK(tab.picture("ann").version == "v2");
  CHECK(tab.counter(Counter::kCancelled) == 0);
}

TEST_CASE("leaving does not end a refresh that somebody asked for meanwhile") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  const Ticket ticket = tab.request("ann");
  tab.refresh("ann");
  tab.leave("ann", ticket);
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("request, leave, request in one tick: one lookup, nothing lost") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  const Ticket first = tab.request("ann");
  tab.leave("ann", first);
  const Ticket second = tab.request("ann");
  CHECK(first != second);
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.lookup #1 ann@128"});
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.answers(Layer::kNetwork) == 1);
}

TEST_CASE("leave and request again while a batch is out: the answer of the left batch is not taken") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  const Ticket first = tab.request("ann");
  tab.flush();
  tab.leave("ann", first);
  tab.request("ann");
  tab.core.handle_found(Layer::kIndexedDb, 1, {}, tab.now());
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.flush();
  CHECK(tab.count("indexedDB.lookup") == 2);
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("further flush, wake and take_changes change nothing") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.request("ann");
  const auto idle_calls = [&tab] {
    tab.core.take_changes();
    const std::uint32_t revision = tab.row("ann").revision;
    const CallLog before = tab.calls;
    const Millis wakeup = tab.core.next_wakeup();
    for (int turn = 0; turn < 3; ++turn) {
      tab.core.flush(tab.now());
      tab.core.wake(tab.now());
    }
    CHECK(tab.calls == before);
    CHECK(tab.row("ann").revision == revision);
    CHECK(tab.core.next_wakeup() == wakeup);
    CHECK(tab.core.take_changes().empty());
  };
  tab.flush();
  idle_calls();
  tab.answer_lookups(Layer::kIndexedDb);
  idle_calls();
  tab.answer_lookups(Layer::kServiceWorker);
  idle_calls();
  tab.answer_describes();
  idle_calls();
  tab.answer_downloads();
  tab.flush();
  idle_calls();
}

TEST_CASE("a host that forgets to flush is woken, and waking lets leave") {
  World world;
  Tab tab(world);
  tab.request("ann");
  CHECK(tab.core.next_wakeup() <= tab.now());
  tab.core.wake(tab.now());
  CHECK(tab.count("indexedDB.lookup") == 1);
}

TEST_CASE("completions of batches that are unknown, of another layer or answered twice are ignored") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  const std::vector<FoundPicture> found{{tab.slot("ann"), 0, "v1", "image/png", 10, tab.now()}};
  tab.core.handle_found(Layer::kServiceWorker, 1, found, tab.now());
  tab.core.handle_found(Layer::kIndexedDb, 77, found, tab.now());
  tab.core.handle_described(1, {}, tab.now());
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.core.handle_found(Layer::kIndexedDb, 1, found, tab.now());
  const std::uint32_t revision = tab.row("ann").revision;
  tab.core.handle_found(Layer::kIndexedDb, 1, {}, tab.now());
  tab.core.handle_layer_failed(Layer::kIndexedDb, 1, Failure::kTimeout, tab.now());
  CHECK(tab.row("ann").revision == revision);
  CHECK(tab.core.monitor().errors(Layer::kIndexedDb) == 0);
}

TEST_CASE("slots that were never interned are ignored") {
  World world;
  Tab tab(world);
  CHECK(tab.core.request(5, tab.now()) == 0);
  tab.core.peek(5, tab.now());
  tab.core.leave(5, 1, tab.now());
  tab.core.refresh(5, tab.now());
  CHECK_FALSE(tab.core.handle_downloaded(5, 0, "v", "image/png", 1, tab.now()));
  tab.core.handle_download_failed(5, 0, Failure::kServer, tab.now());
  tab.core.handle_show_failed(5, tab.now());
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a found picture of a slot that was not asked for is ignored") {
  World world;
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  const std::vector<FoundPicture> found{{tab.slot("bob"), 0, "v1", "image/png", 10, tab.now()},
                                        {99, 0, "v1", "image/png", 10, tab.now()}};
  tab.core.handle_found(Layer::kIndexedDb, 1, found, tab.now());
  CHECK(tab.row("bob").status == Status::kIdle);
  CHECK(tab.row("ann").status == Status::kLoading);
}

TEST_CASE("a full store evicts the least recently used, which then comes from a slower layer") {
  World world;
  for (const char* user : {"ann", "bob", "cleo"}) world.give(user, "v1");
  CoordinatorOptions options;
  options.store.entries = 2;
  Tab tab(world, options);
  for (const char* user : {"ann", "bob", "cleo"}) {
    tab.load(user);
    tab.advance(1);
  }
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(tab.counter(Counter::kEvictions) == 1);
  CHECK(tab.request("ann") == 0);
  CHECK(tab.row("ann").layer == Layer::kLocalStorage);
  CHECK(tab.row("bob").status == Status::kIdle);
}

TEST_CASE("a page that mounts more than the store's limit keeps them all") {
  World world;
  for (int index = 0; index < 10; ++index) world.give("f" + std::to_string(index), "v1");
  CoordinatorOptions options;
  options.store.entries = 4;
  Tab tab(world, options);
  tab.request_friends(10);
  tab.settle();
  CHECK(tab.core.store().entries() == 10);
}

}  // namespace
}  // namespace ppc::testing
