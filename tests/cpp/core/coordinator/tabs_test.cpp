// Two tabs on the same storages, and layers that come, go and fail.
#include <doctest/doctest.h>

#include "core/records/local_record.h"
#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("another tab's invalidation: this tab fetches anew and writes no removal itself") {
  World world;
  world.give("ann", "v1");
  Tab here(world);
  Tab there(world);
  there.subscribe("ann");
  here.load("ann");
  there.load("ann");
  world.give("ann", "v2");
  here.invalidate("ann");
  there.take_calls();
  there.core.invalidated_elsewhere("ann", false, there.now());
  CHECK(there.take_calls().empty());
  CHECK(there.row("ann").flags == (kFlagStale | kFlagFetching));
  there.settle();
  CHECK(there.picture("ann").version == "v2");
  CHECK(there.counter(Counter::kInvalidations) == 1);
}

TEST_CASE("an answer that was asked for before another tab's invalidation is written to no layer") {
  World world;
  world.give("ann", "v1");
  Tab slow(world);
  slow.request("ann");
  slow.flush();
  slow.answer_lookups(Layer::kIndexedDb);
  slow.answer_lookups(Layer::kServiceWorker);
  slow.answer_describes();
  world.now += kSecond;
  Tab quick(world);
  quick.invalidate("ann");
  slow.answer_downloads();
  slow.flush();
  CHECK(world.indexed_db.pictures.empty());
  CHECK(world.service_worker.pictures.empty());
  CHECK(world.local.items.at("ann")->variants.empty());
}

TEST_CASE("nor does it replace the fresh record that the other tab has written since") {
  World world;
  world.give("ann", "v1");
  Tab slow(world);
  slow.request("ann");
  slow.flush();
  slow.answer_lookups(Layer::kIndexedDb);
  slow.answer_lookups(Layer::kServiceWorker);
  slow.answer_describes();
  const Slot ann = slow.slot("ann");
  world.now += kSecond;
  world.give("ann", "v2");
  Tab quick(world);
  quick.invalidate("ann");
  quick.load("ann");
  CHECK(slow.core.handle_downloaded(ann, 0, "v1", "image/png", 10, slow.now()));
  slow.flush();
  CHECK(world.local.items.at("ann")->variants.front().version == "v2");
  CHECK(world.indexed_db.pictures.at({"ann", 128}).version == "v2");
}

TEST_CASE("an older answer does not replace a newer one of the same variant") {
  World world;
  world.give("ann", "v1");
  Tab slow(world);
  slow.request("ann");
  slow.flush();
  slow.answer_lookups(Layer::kIndexedDb);
  slow.answer_lookups(Layer::kServiceWorker);
  slow.answer_describes();
  const Slot ann = slow.slot("ann");
  world.now += kSecond;
  world.give("ann", "v2");
  Tab quick(world);
  quick.load("ann");
  slow.core.handle_downloaded(ann, 0, "v1", "image/png", 10, slow.now());
  CHECK(world.local.items.at("ann")->variants.front().version == "v2");
}

TEST_CASE("cleared elsewhere: this tab shows nothing and tells no layer") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.take_calls();
  tab.core.cleared_elsewhere(tab.now());
  CHECK(tab.take_calls().empty());
  CHECK(tab.row("ann").status == Status::kIdle);
  CHECK(world.local.items.size() == 1);
}

TEST_CASE("a layer that fails is passed over for its rest, then asked again") {
  World world;
  Tab tab(world);
  tab.request("a");
  tab.flush();
  tab.fail_lookups(Layer::kIndexedDb);
  CHECK(tab.core.monitor().errors(Layer::kIndexedDb) == 1);
  CHECK(tab.count("serviceWorker.lookup #2 a@128") == 1);
  tab.take_calls();
  tab.advance(100);
  tab.request("b");
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"serviceWorker.lookup #3 b@128"});
  world.now += 30'000 - 100;
  tab.request("c");
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"indexedDB.lookup #4 c@128"});
}

TEST_CASE("a layer that does not answer in time is passed over; its late answer is ignored") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  CHECK(tab.core.next_wakeup() == world.now + 1000);
  tab.advance(999);
  CHECK(tab.count("serviceWorker.lookup") == 0);
  tab.advance(1);
  CHECK(tab.count("serviceWorker.lookup") == 1);
  CHECK(tab.core.monitor().errors(Layer::kIndexedDb) == 1);
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").status == Status::kLoading);
}

TEST_CASE("layers that are not there are passed over within the call") {
  World world;
  Tab tab(world);
  tab.core.set_available(Layer::kIndexedDb, false);
  tab.core.set_available(Layer::kServiceWorker, false);
  tab.request("ann");
  tab.flush();
  CHECK(tab.take_calls() == CallLog{"network.describe #1 128 ann"});
}

TEST_CASE("a coordinator without the ports of L1 to L3 works on the network alone") {
  World world;
  world.give("ann", "v1");
  Tab other(world);
  Coordinator core({}, {nullptr, nullptr, nullptr, &other.network, &other.random});
  const Slot ann = core.intern("ann", 128);
  core.request(ann, world.now);
  core.flush(world.now);
  core.handle_described(1, world.backend.describe({"ann"}, 128, world.now), world.now);
  CHECK(core.handle_downloaded(ann, 0, "v1", "image/png", 10, world.now));
  core.flush(world.now);
  CHECK(core.store().row(ann).status == Status::kReady);
  core.invalidate("ann", false, world.now);
  core.clear(world.now);
  core.report(world.now);
  CHECK(core.next_wakeup() == kNever);
}

TEST_CASE("lookups that wait for a layer go on when it goes") {
  World world;
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.request("bob");
  tab.core.set_available(Layer::kIndexedDb, false);
  CHECK(tab.core.next_wakeup() <= tab.now());
  tab.core.wake(tab.now());
  CHECK(tab.take_calls() ==
        CallLog{"indexedDB.lookup #1 ann@128", "serviceWorker.lookup #2 ann@128 bob@128"});
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.calls.empty());
}

TEST_CASE("a layer that comes late is given what the page holds, once") {
  World world;
  world.give("ann", "v1");
  world.give("bob", "v1");
  world.local.items["cleo"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.core.set_available(Layer::kServiceWorker, false);
  for (const char* user : {"ann", "bob", "cleo"}) tab.load(user);
  CHECK(tab.count("serviceWorker") == 0);
  tab.take_calls();
  tab.core.set_available(Layer::kServiceWorker, true);
  tab.core.set_available(Layer::kServiceWorker, true);
  tab.core.wake(tab.now());
  CHECK(tab.take_calls() == CallLog{"serviceWorker.keep ann@128=v1 bob@128=v1"});
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a layer that comes late is told of the removals it missed, in order") {
  World world;
  world.give("ann", "v2");
  world.hold(world.service_worker, "ann", "v1", kDay);
  Tab tab(world);
  tab.core.set_available(Layer::kServiceWorker, false);
  tab.core.clear(tab.now());
  tab.invalidate("ann");
  tab.invalidate("ann");
  tab.take_calls();
  tab.core.set_available(Layer::kServiceWorker, true);
  CHECK(tab.take_calls() == CallLog{"serviceWorker.clear", "serviceWorker.remove ann"});
  CHECK(world.service_worker.pictures.empty());
}

TEST_CASE("localStorage that went away is neither read nor written") {
  World world;
  world.give("ann", "v1");
  world.local.items["bob"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.core.set_available(Layer::kLocalStorage, false);
  CHECK(tab.request("bob") != 0);
  tab.load("ann");
  CHECK(world.local.writes == 0);
  CHECK(tab.core.monitor().errors(Layer::kLocalStorage) == 0);
}

TEST_CASE("offline with L1 and L2 gone every picture of the service worker is shown and stays") {
  World world;
  for (int index = 0; index < 50; ++index) {
    world.hold(world.service_worker, "f" + std::to_string(index), "v1", 3 * kDay);
  }
  Tab tab(world);
  tab.request_friends(50);
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.flush();
  for (int failed = 0; failed < 5; ++failed) {
    tab.fail_describes(Failure::kUnreachable);
    if (failed < 4) tab.await_wakeup();
  }
  CHECK(tab.count("network.describe") == 5);
  for (int index = 0; index < 50; ++index) {
    CHECK(tab.row("f" + std::to_string(index)).flags == (kFlagBytesHeld | kFlagStale));
  }
  CHECK(tab.answers(Layer::kServiceWorker) == 50);
}

TEST_CASE("a layer that was lost is counted, and nothing is tried again for it") {
  World world;
  Tab tab(world);
  tab.core.handle_layer_lost(Layer::kIndexedDb);
  CHECK(tab.core.monitor().errors(Layer::kIndexedDb) == 1);
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("the report has the gauges of the moment") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.request("bob");
  tab.core.report(tab.now());
  const Gauges& gauges = tab.core.monitor().gauges();
  CHECK(gauges.fill[static_cast<std::size_t>(Layer::kRedux)].entries == 1);
  CHECK(gauges.fill[static_cast<std::size_t>(Layer::kRedux)].bytes == 1000);
  CHECK(gauges.fill[static_cast<std::size_t>(Layer::kLocalStorage)].entries == 1);
  CHECK(gauges.fill[static_cast<std::size_t>(Layer::kLocalStorage)].bytes == world.local.size());
  CHECK(gauges.waiting == 1);
}

}  // namespace
}  // namespace ppc::testing
