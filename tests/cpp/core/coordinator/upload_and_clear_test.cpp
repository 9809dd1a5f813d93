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
  const auto answer = world.backend.upload("ann", "v2", tab.now());
  CHECK(tab.core.handle_uploaded("ann", 128, answer, tab.now()));
  CHECK(tab.take_calls() ==
        CallLog{"indexedDB.remove ann", "serviceWorker.remove ann", "network.download ann@128 fresh"});
  CHECK(tab.picture("ann").version == "v1");
  CHECK(tab.row("ann").status == Status::kReady);
  tab.answer_downloads();
  CHECK(tab.picture("ann").version == "v2");
  tab.flush();
  CHECK(tab.count("network.describe") == 0);
  CHECK(world.indexed_db.pictures.at({"ann", 128}).version == "v2");
  CHECK(world.local.items.at("ann")->variants.front().version == "v2");
  CHECK(tab.core.next_wakeup() == kNever);
}

TEST_CASE(
    "an uploaded picture is found by the next page without a network, however long the answer travelled") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  const auto answer = world.backend.upload("ann", "v2", tab.now());
  tab.advance(40);
  tab.core.handle_uploaded("ann", 128, answer, tab.now());
  tab.settle();
  world.now += kDay;
  Tab next(world);
  next.request("ann");
  next.flush();
  next.answer_lookups(Layer::kIndexedDb);
  CHECK(next.picture("ann").version == "v2");
}

TEST_CASE(
    "and so is one fetched after an invalidation, although servers cut their time to whole milliseconds") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  world.backend.clock_offset = 1;
  tab.load("ann");
  tab.invalidate("ann");
  tab.flush();
  world.backend.clock_offset = 0;
  const auto answer = world.backend.describe({"ann"}, 128, world.now);
  const BatchId batch = tab.network.describes.front().batch;
  tab.network.describes.clear();
  tab.advance(10);
  tab.core.handle_described(batch, answer, tab.now());
  tab.settle();
  world.now += kDay;
  Tab next(world);
  next.request("ann");
  next.flush();
  next.answer_lookups(Layer::kIndexedDb);
  CHECK(next.row("ann").status == Status::kReady);
}

TEST_CASE("an upload whose answer cannot be read takes the ordinary way") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.subscribe("ann");
  tab.load("ann");
  world.give("ann", "v2");
  tab.take_calls();
  CHECK_FALSE(tab.core.handle_uploaded("ann", 128, std::nullopt, tab.now()));
  const auto of_bob = world.backend.upload("bob", "v9", tab.now());
  CHECK_FALSE(tab.core.handle_uploaded("ann", 128, of_bob, tab.now()));
  tab.settle();
  CHECK(tab.count("network.describe") == 1);
  CHECK(tab.picture("ann").version == "v2");
}

TEST_CASE("an upload of a user whom nobody looks at fetches nothing") {
  World world;
  Tab tab(world);
  CHECK(tab.core.handle_uploaded("ann", 128, world.backend.upload("ann", "v2", tab.now()), tab.now()));
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
  tab.request("cleo");
  tab.flush();
  tab.take_calls();
  tab.core.clear(tab.now());
  CHECK(tab.take_calls() == CallLog{"indexedDB.clear", "serviceWorker.clear"});
  CHECK(world.local.items.size() == 1);
  CHECK(is_tombstone(world, ""));
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
  CHECK(world.local.items.size() == 1);
  CHECK(is_tombstone(world, ""));
  CHECK(tab.row("bob").status == Status::kIdle);
}

TEST_CASE("a download that ends in another tab before it hears of the clear is kept in no layer") {
  World world;
  world.give("ann", "v1");
  Tab clearing(world);
  Tab late(world);
  late.request("ann");
  late.flush();
  late.answer_lookups(Layer::kIndexedDb);
  late.answer_lookups(Layer::kServiceWorker);
  late.answer_describes();
  world.now += 1000;
  clearing.core.clear(world.now);
  late.answer_downloads();
  late.flush();
  CHECK(world.local.items.count("ann") == 0);
  CHECK(world.indexed_db.pictures.empty());
  CHECK(world.service_worker.pictures.empty());
}

TEST_CASE("the record of an upload is that of one size; the others are asked for") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  for (const Variant variant : {Variant{64}, Variant{128}}) {
    tab.core.store().subscribe(tab.slot("ann", variant));
    tab.load("ann", variant);
  }
  tab.take_calls();
  tab.core.handle_uploaded("ann", 128, world.backend.upload("ann", "v2", tab.now()), tab.now());
  tab.flush();
  CHECK(tab.count("network.download ann@128 fresh") == 1);
  CHECK(tab.count("network.download ann@64") == 0);
  tab.settle();
  CHECK(tab.picture("ann", 64).version == "v2");
  CHECK(tab.picture("ann", 64).url.find("/64?") != std::string::npos);
}

}  // namespace
}  // namespace ppc::testing
