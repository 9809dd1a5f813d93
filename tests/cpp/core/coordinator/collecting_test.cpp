// What is collected over more than one tick.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

/// Ann's picture comes, bob's `after` later; nobody calls flush().
void download_one_after_the_other(AtBackend& at, Millis after) {
  at.tab.answer_describes();
  for (const char* user : {"ann", "bob"}) {
    const Slot slot = at.tab.slot(user);
    const Generation generation = at.tab.row(user).generation;
    CHECK(at.tab.core.handle_downloaded(slot, generation, "v1", "image/png", 1000, at.tab.now()));
    at.tab.advance(after);
  }
}

TEST_CASE("pictures that come within 50 ms of each other are kept in one transaction") {
  AtBackend at({"ann", "bob"});
  download_one_after_the_other(at, 20);
  CHECK(at.tab.count("indexedDB.keep") == 0);
  at.tab.advance(10);
  CHECK(at.tab.count("indexedDB.keep ann@128=v1 bob@128=v1") == 1);
  CHECK(at.tab.count("serviceWorker.keep ann@128=v1 bob@128=v1") == 1);
  CHECK(at.tab.core.next_wakeup() == kNever);
}

TEST_CASE("a picture does not wait longer than 50 ms for company") {
  AtBackend at({"ann", "bob"});
  download_one_after_the_other(at, 50);
  CHECK(at.tab.count("indexedDB.keep") == 2);
}

TEST_CASE("a flush does not wait: a page that goes away loses nothing") {
  AtBackend at({"ann", "bob"});
  download_one_after_the_other(at, 1);
  at.tab.flush();
  CHECK(at.tab.count("indexedDB.keep ann@128=v1 bob@128=v1") == 1);
}

TEST_CASE("consumers that have left make room at the next flush") {
  World world;
  CoordinatorOptions options;
  options.store.entries = 2;
  Tab tab(world, options);
  for (const char* user : {"ann", "bob", "cleo", "dan"}) {
    world.give(user, "v1");
    tab.subscribe(user);
    tab.load(user);
  }
  CHECK(tab.core.store().entries() == 4);
  for (const char* user : {"ann", "bob", "cleo", "dan"}) tab.core.store().unsubscribe(tab.slot(user));
  tab.flush();
  CHECK(tab.core.store().entries() == 2);
  CHECK(tab.row("dan").status == Status::kReady);
  CHECK(tab.counter(Counter::kEvictions) == 2);
}

}  // namespace
}  // namespace ppc::testing
