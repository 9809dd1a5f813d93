// What elements show already stays on the screen, whatever another consumer of the same picture does.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

void fail_all_tries(Tab& tab) {
  for (std::uint32_t tries = 1; tries <= CoordinatorOptions{}.attempts; ++tries) {
    tab.fail_describes(Failure::kUnreachable);
    if (tries < CoordinatorOptions{}.attempts) tab.await_wakeup();
  }
}

/// A mounted consumer whose picture is not to be had.
struct Failed {
  Failed() : tab(world) {
    world.give("ann", "v1");
    tab.subscribe("ann");
    tab.request("ann");
    to_network();
    fail_all_tries(tab);
    tab.take_calls();
  }
  void to_network() {
    tab.flush();
    tab.answer_lookups(Layer::kIndexedDb);
    tab.answer_lookups(Layer::kServiceWorker);
  }
  World world;
  Tab tab;
};

/// A mounted consumer shows a URL of localStorage that has run out since.
struct OldUrl {
  OldUrl() : tab(world) {
    world.give("ann", "v1");
    world.local.items["ann"] = local_record(world, "v1", 0);
    tab.subscribe("ann");
    CHECK(tab.request("ann") == 0);
    tab.advance(46 * kMinute);
  }
  World world;
  Tab tab;
};

TEST_CASE("a second consumer that leaves does not cancel the lookup that a mounted one still wants") {
  Failed failed;
  Tab& tab = failed.tab;
  tab.subscribe("ann");
  const Ticket ticket = tab.request("ann");
  tab.core.store().unsubscribe(tab.slot("ann"));
  tab.leave("ann", ticket);
  CHECK(tab.row("ann").status == Status::kLoading);
  tab.settle();
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("nor does one that leaves after the mounted one's negative entry ran out") {
  World world;
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  CHECK(tab.row("ann").status == Status::kMissing);
  tab.advance(6 * kMinute);
  const Ticket ticket = tab.request("ann");
  tab.leave("ann", ticket);
  tab.settle();
  CHECK(tab.row("ann").status == Status::kMissing);
}

TEST_CASE("a URL that ran out stays with who shows it while a second consumer's lookup is under way") {
  OldUrl old;
  old.tab.subscribe("ann");
  CHECK(old.tab.request("ann") != 0);
  CHECK(old.tab.row("ann").status == Status::kReady);
  CHECK(old.tab.is("ann", kFlagStale));
  CHECK(old.tab.is("ann", kFlagFetching));
  old.tab.settle();
  CHECK(old.tab.row("ann").layer == Layer::kNetwork);
  CHECK(old.tab.row("ann").flags == kFlagBytesHeld);
}

TEST_CASE("and also when that lookup fails") {
  OldUrl old;
  old.tab.subscribe("ann");
  old.tab.request("ann");
  old.tab.flush();
  old.tab.answer_lookups(Layer::kIndexedDb);
  old.tab.answer_lookups(Layer::kServiceWorker);
  fail_all_tries(old.tab);
  CHECK(old.tab.row("ann").status == Status::kReady);
  CHECK(old.tab.row("ann").failure == Failure::kUnreachable);
  CHECK(old.tab.waiting() == 0);
}

TEST_CASE("and also when another element could not load it") {
  OldUrl old;
  old.tab.subscribe("ann");
  old.tab.request("ann");
  old.tab.core.handle_show_failed(old.tab.slot("ann"), old.tab.now());
  CHECK(old.tab.row("ann").status == Status::kReady);
  old.tab.settle();
  CHECK(old.tab.row("ann").layer == Layer::kNetwork);
}

TEST_CASE("a picture whose successor could not be fetched stays with who shows it") {
  OldUrl old;
  old.tab.invalidate("ann");
  old.tab.flush();
  fail_all_tries(old.tab);
  old.tab.subscribe("ann");
  CHECK(old.tab.request("ann") != 0);
  CHECK(old.tab.row("ann").status == Status::kReady);
  CHECK(old.tab.is("ann", kFlagStale));
}

TEST_CASE("a URL that ran out is withdrawn from a consumer that is alone with it") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", 0);
  Tab tab(world);
  tab.request("ann");
  tab.advance(46 * kMinute);
  tab.subscribe("ann");
  CHECK(tab.request("ann") != 0);
  CHECK(tab.row("ann").status == Status::kLoading);
}

}  // namespace
}  // namespace ppc::testing
