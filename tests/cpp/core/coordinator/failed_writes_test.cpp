// A layer that fails for a moment must end up as if it had not.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

constexpr Millis kRest = 30'000;

TEST_CASE("a picture that a layer did not take is offered again after its rest") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  const Slot slot = tab.slot("ann");
  tab.take_calls();
  tab.core.handle_keep_failed(Layer::kIndexedDb, std::span(&slot, 1), tab.now());
  CHECK(tab.core.monitor().errors(Layer::kIndexedDb) == 1);
  tab.advance(kRest - 1);
  CHECK(tab.take_calls().empty());
  tab.advance(1);
  CHECK(tab.take_calls() == CallLog{"indexedDB.keep ann@128=v1"});
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("a removal that a layer could not carry out is asked for again, with its own time") {
  World world;
  Tab tab(world);
  tab.invalidate("ann");
  tab.take_calls();
  const std::string_view ann = "ann";
  tab.core.handle_remove_failed(Layer::kServiceWorker, std::span(&ann, 1), kStart, kNever, tab.now());
  world.service_worker.removed_at.clear();
  tab.advance(kRest);
  CHECK(tab.take_calls() == CallLog{"serviceWorker.remove ann"});
  CHECK(world.service_worker.removed_at.at("ann") == kStart);
}

TEST_CASE("a layer that fails in a row is asked ever more rarely, until it carries something out") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  const Slot slot = tab.slot("ann");
  const auto fail = [&] { tab.core.handle_keep_failed(Layer::kIndexedDb, std::span(&slot, 1), tab.now()); };
  for (const Millis rest : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0, 120.0}) {
    fail();
    CHECK(tab.core.next_wakeup() == tab.now() + rest * kRest);
    tab.advance(rest * kRest);
  }
  tab.core.handle_written(Layer::kIndexedDb);
  fail();
  CHECK(tab.core.next_wakeup() == tab.now() + kRest);
}

TEST_CASE("of two removals or clears that are owed the later one counts, whichever failed last") {
  World world;
  Tab tab(world);
  const Millis first = tab.now();
  tab.advance(1000);
  tab.core.set_available(Layer::kServiceWorker, false);
  tab.core.clear(tab.now());
  tab.core.handle_clear_failed(Layer::kServiceWorker, first, tab.now());
  tab.invalidate("ann");
  const std::string_view ann = "ann";
  tab.core.handle_remove_failed(Layer::kServiceWorker, std::span(&ann, 1), first, kNever, tab.now());
  tab.core.set_available(Layer::kServiceWorker, true);
  CHECK(world.service_worker.cleared_at == first + 1000);
  CHECK(world.service_worker.removed_at["ann"] == first + 1000);
}

TEST_CASE("what was kept between a failed removal and the next one is kept again") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  const Millis at = tab.now();
  tab.invalidate("ann");
  world.give("ann", "v2");
  tab.settle();
  const std::string_view ann = "ann";
  tab.core.handle_remove_failed(Layer::kIndexedDb, std::span(&ann, 1), at, kNever, tab.now());
  tab.take_calls();
  tab.advance(kRest);
  CHECK(tab.take_calls() == CallLog{"indexedDB.remove ann", "indexedDB.keep ann@128=v2"});
}

TEST_CASE("a clear that a layer could not carry out is asked for again, before what was kept since") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.core.clear(tab.now());
  tab.core.handle_clear_failed(Layer::kIndexedDb, tab.now(), tab.now());
  tab.load("ann");
  const Slot slot = tab.slot("ann");
  tab.core.handle_keep_failed(Layer::kIndexedDb, std::span(&slot, 1), tab.now());
  tab.take_calls();
  tab.advance(kRest);
  CHECK(tab.take_calls() == CallLog{"indexedDB.clear", "indexedDB.keep ann@128=v1"});
}

TEST_CASE("what a layer could not clear is not shown to the account's next page") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.core.clear(tab.now());
  world.hold(world.indexed_db, "ann", "v1", kMinute);  // the layer failed: it still has it
  world.now += kMinute;
  Tab next(world);
  next.load("ann");
  CHECK(next.row("ann").layer == Layer::kNetwork);
  CHECK(next.picture("ann").version == "v2");
}

TEST_CASE("nor is it when the network is back") {
  World world;
  world.give("ann", "v2");
  Tab tab(world);
  tab.core.clear(tab.now());
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  world.now += kMinute;
  Tab next(world);
  next.subscribe("ann");
  next.request("ann");
  next.flush();
  next.answer_lookups(Layer::kIndexedDb);
  next.answer_lookups(Layer::kServiceWorker);
  next.fail_describes(Failure::kBadAnswer);
  next.await_wakeup();
  next.fail_describes(Failure::kBadAnswer);
  CHECK(next.row("ann").status == Status::kError);
  next.core.online(next.now());
  next.settle();
  CHECK(next.row("ann").layer == Layer::kNetwork);
  CHECK(next.picture("ann").version == "v2");
}

TEST_CASE("nor is what an invalidation left in a layer, when the URL that came after it cannot be shown") {
  World world;
  world.give("ann", "v2");
  Tab tab(world);
  tab.load("ann");
  tab.invalidate("ann");
  tab.load("ann");
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab next(world);
  next.subscribe("ann");
  CHECK(next.request("ann") == 0);
  CHECK(next.row("ann").layer == Layer::kLocalStorage);
  next.core.handle_show_failed(next.slot("ann"), next.now());
  next.flush();
  next.settle();
  CHECK(next.picture("ann").version == "v2");
}

TEST_CASE("a late answer that there is no picture does not remove what was uploaded since") {
  World world;
  Tab late(world);
  late.request("ann");
  late.flush();
  late.answer_lookups(Layer::kIndexedDb);
  late.answer_lookups(Layer::kServiceWorker);
  const BatchId batch = late.network.describes.front().batch;
  const auto missing = world.backend.describe({"ann"}, 128, world.now);
  world.now += 100;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  late.core.handle_described(batch, missing, world.now);
  late.flush();
  CHECK(world.indexed_db.pictures.size() == 1);
  CHECK(world.service_worker.pictures.size() == 1);
}

}  // namespace
}  // namespace ppc::testing
