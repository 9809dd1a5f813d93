// Uploads, and logging out.
#include <doctest/doctest.h>

#include "core/records/local_record.h"
#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE(
    "an upload is downloaded at once, without asking the backend, and replaces the picture in every layer") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.take_calls();
  const std::string answer = world.backend.upload("ann", "v2", tab.now());
  CHECK(tab.core.handle_uploaded("ann", answer, tab.now()));
  CHECK(tab.take_calls() ==
        CallLog{"indexedDB.remove ann", "serviceWorker.remove ann", "network.download ann@128 fresh"});
  CHECK(tab.picture("ann").version == "v1");
  CHECK(tab.row("ann").status == Status::kReady);
  tab.answer_downloads();
  CHECK(tab.picture("ann").version == "v2");
  tab.flush();
  CHECK(tab.count("network.describe") == 0);
  CHECK(world.indexed_db.pictures.at({"ann", 128}).version == "v2");
  CHECK(parse_local_record(world.local.items.at("profile_pic:ann"))->variants.front().version == "v2");
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE("an upload whose answer cannot be read takes the ordinary way") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  world.give("ann", "v2");
  tab.take_calls();
  CHECK_FALSE(tab.core.handle_uploaded("ann", "{}", tab.now()));
  const std::string of_bob = world.backend.upload("bob", "v9", tab.now());
  CHECK_FALSE(tab.core.handle_uploaded("ann", of_bob, tab.now()));
  tab.settle();
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.picture("ann").version == "v2");
}

TEST_CASE("an upload of a user whom nobody looks at fetches nothing") {
  World world;
  Tab tab(world);
  CHECK(tab.core.handle_uploaded("ann", world.backend.upload("ann", "v2", tab.now()), tab.now()));
  CHECK(tab.core.next_wakeup() == kNever);
  CHECK(tab.count("network") == 0);
}

TEST_CASE("clear drops everything of the account in every layer and fetches nothing") {
  World world;
  for (const char* user : {"ann", "bob", "cleo"}) world.give(user, "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  tab.load("bob");
  world.local.items["other"] = "stays";
  tab.request("cleo");
  tab.flush();
  tab.take_calls();
  tab.core.clear(tab.now());
  CHECK(tab.take_calls() == CallLog{"indexedDB.clear", "serviceWorker.clear"});
  CHECK(world.local.items.size() == 1);
  for (const char* user : {"ann", "bob", "cleo"}) CHECK(tab.row(user).status == Status::kIdle);
  CHECK(tab.core.next_wakeup() == kNever);
  CHECK(tab.waiting() == 0);
  tab.answer_lookups(Layer::kIndexedDb);
  CHECK(tab.row("cleo").status == Status::kIdle);
  tab.load("ann");
  CHECK(tab.row("ann").status == Status::kReady);
}

TEST_CASE("clear aborts what is in flight, and nothing late is kept") {
  World world;
  world.give("ann", "v1");
  world.give("bob", "v1");
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.answer_downloads();
  CHECK(tab.core.next_wakeup() < kNever);
  tab.request("bob");
  tab.core.clear(tab.now());
  CHECK(tab.core.next_wakeup() == kNever);
  tab.settle();
  CHECK(tab.count("indexedDB.keep") == 0);
  CHECK(world.local.items.empty());
  CHECK(tab.row("bob").status == Status::kIdle);
}

}  // namespace
}  // namespace ppc::testing
