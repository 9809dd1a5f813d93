// A computer's clock that was wrong and is set: nothing may wait for the time that it showed.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("an invalidation noted while the clock was ahead refuses nothing once it is set back") {
  World world;
  world.give("ann", "v1");
  world.now += 30 * kDay;
  world.backend.clock_offset = -30 * kDay;
  Tab ahead(world);
  ahead.load("ann");
  ahead.invalidate("ann");
  ahead.core.clear(world.now);
  world.now -= 30 * kDay;
  world.backend.clock_offset = 0;
  Tab tab(world);
  tab.load("ann");
  CHECK(tab.row("ann").layer == Layer::kNetwork);
  Tab next(world);
  CHECK(next.request("ann") == 0);
  CHECK(next.row("ann").layer == Layer::kLocalStorage);
}

TEST_CASE("nor does a clear of the future hide an invalidation of now") {
  World world;
  world.give("ann", "v2");
  Tab tab(world);
  tab.core.clear(world.now + kDay);
  tab.core.set_available(Layer::kIndexedDb, false);
  tab.invalidate("ann");
  world.hold(world.indexed_db, "ann", "v1", kHour);
  Tab next(world);
  next.request("ann");
  next.flush();
  next.answer_lookups(Layer::kIndexedDb);
  CHECK(next.row("ann").status == Status::kLoading);
}

TEST_CASE("nor does a removal that is still owed hide one of now") {
  World world;
  Tab tab(world);
  for (const Layer layer : {Layer::kIndexedDb, Layer::kServiceWorker}) tab.core.set_available(layer, false);
  tab.core.clear(tab.now());
  tab.invalidate("ann");
  world.now -= kDay;
  tab.core.clear(tab.now());
  tab.invalidate("ann");
  for (const Layer layer : {Layer::kIndexedDb, Layer::kServiceWorker}) tab.core.set_available(layer, true);
  CHECK(world.indexed_db.removed_at["ann"] == world.now);
  CHECK(world.indexed_db.cleared_at == world.now);
}

TEST_CASE("what there is to know of a picture does not last longer by the step") {
  World world;
  Tab tab(world);
  tab.load("ann");
  CHECK(tab.row("ann").usable_until == world.now + 5 * kMinute);
  world.now -= kHour;
  tab.flush();
  CHECK(tab.row("ann").usable_until == world.now + 5 * kMinute);
}

TEST_CASE("the server's time goes on as before") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  world.now -= kHour;
  tab.flush();
  CHECK(tab.core.server_time(world.now) == kStart);
}

TEST_CASE("an answer under way during the step is not of the future") {
  AtBackend at({"ann"});
  at.world.now -= kHour;
  at.world.backend.clock_offset = kHour;
  at.tab.answer_describes();
  at.tab.settle();
  CHECK(at.tab.row("ann").fetched_at == kStart);
}

TEST_CASE("what is called with a time of a moment ago moves the server's clock by nothing") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  for (int times = 0; times < 1000; ++times) {
    tab.core.flush(world.now + 1);
    tab.core.flush(world.now);
  }
  CHECK(tab.core.server_time(world.now) == world.now);
}

TEST_CASE("a picture that seems to come from the future is shown and checked") {
  World world;
  world.give("ann", "v1");
  world.hold(world.indexed_db, "ann", "v1", -kDay);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("ann").layer == Layer::kIndexedDb);
  CHECK(tab.is("ann", kFlagStale));
  tab.settle();
  CHECK(tab.count("network.describe") == 1);
  CHECK_FALSE(tab.is("ann", kFlagStale));
  CHECK(tab.row("ann").usable_until == world.now + 45 * kMinute);
}

TEST_CASE("the next try is not put off by the step") {
  AtBackend at({"ann"});
  at.tab.fail_describes(Failure::kServer);
  const Millis wait = at.tab.core.next_wakeup() - at.world.now;
  at.world.now -= kHour;
  at.tab.core.wake(at.world.now);
  CHECK(at.tab.core.next_wakeup() == at.world.now + wait);
  at.tab.await_wakeup();
  CHECK(at.tab.count("network.describe #4") == 1);
}

TEST_CASE("nor is the time-out of a layer, nor its rest, nor what waits to be kept") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  world.now -= kHour;
  tab.core.wake(world.now);
  tab.advance(1000);
  CHECK(tab.count("serviceWorker.lookup") == 1);
  world.now -= kHour;
  tab.core.wake(world.now);
  tab.advance(30'000);
  tab.request("bob");
  tab.flush();
  CHECK(tab.count("indexedDB.lookup") == 2);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.answer_downloads();
  world.now -= kHour;
  tab.core.wake(world.now);
  tab.advance(50);
  CHECK(tab.count("serviceWorker.keep ann@128=v1") == 1);
}

}  // namespace
}  // namespace ppc::testing
