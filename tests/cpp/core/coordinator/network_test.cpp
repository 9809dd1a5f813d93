// The backend and the object store: answers and refusals, pictures that cannot be shown.
#include <doctest/doctest.h>

#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("a backend that refuses the caller is an error without another try") {
  for (const Failure why : {Failure::kUnauthorized, Failure::kForbidden}) {
    AtBackend at({"ann"});
    at.tab.fail_describes(why);
    CHECK(at.tab.row("ann").status == Status::kError);
    CHECK(at.tab.row("ann").failure == why);
    CHECK(at.tab.core.next_wakeup() == kNever);
  }
}

TEST_CASE("an answer that does not parse is worth one more try") {
  AtBackend at({"ann"});
  at.tab.core.handle_describe_failed(3, Failure::kBadAnswer, 0, at.tab.now());
  CHECK(at.tab.row("ann").status == Status::kLoading);
  at.tab.await_wakeup();
  CHECK(at.tab.count("network.describe #4") == 1);
  at.tab.core.handle_describe_failed(4, Failure::kBadAnswer, 0, at.tab.now());
  CHECK(at.tab.row("ann").status == Status::kError);
  CHECK(at.tab.row("ann").failure == Failure::kBadAnswer);
}

TEST_CASE("a user whom the answer does not mention is a bad answer; the others are not affected") {
  AtBackend at({"ann", "bob"});
  at.world.backend.silent = {"ann"};
  at.tab.answer_describes();
  at.tab.answer_downloads();
  CHECK(at.tab.row("bob").status == Status::kReady);
  CHECK(at.tab.row("ann").status == Status::kLoading);
  at.tab.flush();
  at.tab.await_wakeup();
  at.tab.answer_describes();
  CHECK(at.tab.row("ann").status == Status::kError);
  CHECK(at.tab.row("ann").failure == Failure::kBadAnswer);
}

TEST_CASE("users whom the answer does not mention are asked for again in one call") {
  AtBackend at({"ann", "bob", "cleo"});
  at.world.backend.silent = {"ann", "cleo"};
  at.tab.answer_describes();
  at.tab.answer_downloads();
  at.tab.flush();
  at.tab.take_calls();
  at.tab.await_wakeup();
  CHECK(at.tab.take_calls() == CallLog{"network.describe #4 128 ann cleo"});
  CHECK(at.tab.core.monitor().errors(Layer::kNetwork) == 1);
}

TEST_CASE("missing, unknown and found in one answer each go their own way") {
  AtBackend at({"ann", "bob", "cleo"});
  at.world.backend.photos.erase("bob");
  at.world.backend.photos.erase("cleo");
  at.tab.take_calls();
  at.tab.answer_describes();
  CHECK(at.tab.row("bob").status == Status::kMissing);
  CHECK(at.tab.row("cleo").status == Status::kMissing);
  CHECK(at.tab.take_calls() ==
        CallLog{"network.download ann@128", "indexedDB.remove bob cleo", "serviceWorker.remove bob cleo"});
}

TEST_CASE("a URL that the store refuses is signed again once and then is an error") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  at.tab.fail_downloads(Failure::kForbidden);
  at.tab.flush();
  CHECK(at.tab.take_calls() == CallLog{"network.download ann@128", "network.describe #4 128 ann"});
  at.tab.answer_describes();
  CHECK(at.tab.take_calls() == CallLog{"network.download ann@128 fresh"});
  at.tab.fail_downloads(Failure::kForbidden);
  CHECK(at.tab.row("ann").status == Status::kError);
  CHECK(at.tab.row("ann").failure == Failure::kForbidden);
  CHECK(at.tab.core.next_wakeup() == kNever);
}

TEST_CASE("a URL signed again that works shows the picture") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  at.tab.fail_downloads(Failure::kForbidden);
  at.tab.settle();
  CHECK(at.tab.row("ann").status == Status::kReady);
}

TEST_CASE("fifty URLs refused in one tick are signed again in one call") {
  World world;
  for (int index = 0; index < 50; ++index) world.give("f" + std::to_string(index), "v1");
  Tab tab(world);
  tab.request_friends(50);
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  tab.take_calls();
  tab.fail_downloads(Failure::kForbidden);
  tab.flush();
  CHECK(tab.count("network.describe") == 1);
}

TEST_CASE("bytes of another version than the backend named are refused and asked for once more") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  at.world.give("ann", "v2");
  at.tab.network.downloads.clear();
  CHECK_FALSE(at.tab.core.handle_downloaded(at.tab.slot("ann"), 0, "v2", "image/png", 10, at.tab.now()));
  CHECK(at.tab.row("ann").status == Status::kLoading);
  at.tab.flush();
  at.tab.answer_describes();
  CHECK(at.tab.network.downloads.front().fresh);
  at.tab.answer_downloads();
  CHECK(at.tab.picture("ann").version == "v2");
}

TEST_CASE("bytes that are of another version twice are an error") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  const Slot ann = at.tab.slot("ann");
  at.tab.core.handle_downloaded(ann, 0, "old", "image/png", 10, at.tab.now());
  at.tab.flush();
  at.tab.answer_describes();
  CHECK_FALSE(at.tab.core.handle_downloaded(ann, 0, "old", "image/png", 10, at.tab.now()));
  CHECK(at.tab.row("ann").status == Status::kError);
  CHECK(at.tab.row("ann").failure == Failure::kOutdated);
}

TEST_CASE("bytes whose version cannot be read are those that the backend named") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  CHECK(at.tab.core.handle_downloaded(at.tab.slot("ann"), 0, "", "image/webp", 10, at.tab.now()));
  CHECK(at.tab.picture("ann").version == "v1");
  CHECK(at.tab.picture("ann").content_type == "image/webp");
  CHECK(at.tab.picture("ann").bytes == 10);
}

TEST_CASE("what is no image or too large is an error at once") {
  for (const Failure why : {Failure::kNotAnImage, Failure::kTooLarge}) {
    AtBackend at({"ann"});
    at.tab.answer_describes();
    at.tab.fail_downloads(why);
    CHECK(at.tab.row("ann").status == Status::kError);
    CHECK(at.tab.row("ann").failure == why);
  }
}

TEST_CASE("a signed URL that did not load is dropped, and the layers behind are asked, the download fresh") {
  World world;
  world.give("ann", "v1");
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.subscribe("ann");
  tab.request("ann");
  tab.core.handle_show_failed(tab.slot("ann"), tab.now());
  CHECK(tab.row("ann").status == Status::kLoading);
  CHECK(world.local.items.empty());
  tab.settle();
  CHECK(tab.count("indexedDB.lookup") == 1);
  CHECK(tab.count("network.download ann@128 fresh") == 1);
  CHECK(tab.row("ann").flags == kFlagBytesHeld);
}

TEST_CASE("a URL that did not load is not offered again, and not dropped in an endless loop") {
  World world;
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.core.handle_show_failed(tab.slot("ann"), tab.now());
  tab.settle();
  CHECK(tab.row("ann").status == Status::kMissing);
  tab.advance(6 * kMinute);
  world.local.items["ann"] = local_record(world, "v1", kMinute);
  CHECK(tab.request("ann") != 0);
  CHECK(tab.row("ann").status == Status::kLoading);
}

TEST_CASE("bytes that cannot be shown are dropped everywhere and fetched anew, once per version") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  tab.load("ann");
  tab.take_calls();
  tab.core.handle_show_failed(tab.slot("ann"), tab.now());
  CHECK(tab.row("ann").status == Status::kLoading);
  CHECK(tab.count("indexedDB.remove ann") == 1);
  CHECK(tab.count("serviceWorker.remove ann") == 1);
  tab.settle();
  CHECK(tab.count("network.download ann@128 fresh") == 1);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.counter(Counter::kInvalidations) == 0);
  tab.take_calls();
  tab.core.handle_show_failed(tab.slot("ann"), tab.now());
  tab.settle();
  CHECK(tab.take_calls().empty());
}

TEST_CASE("a picture that is shown while it is downloaded is an answer, and goes on without whoever waited") {
  World world;
  world.give("ann", "v1");
  Tab tab(world);
  const Ticket ticket = tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.answer_lookups(Layer::kServiceWorker);
  tab.answer_describes();
  REQUIRE(tab.network.downloads.size() == 1);
  world.now += 20;
  tab.core.handle_shown(tab.slot("ann"), tab.row("ann").generation, tab.now());
  CHECK(tab.answers(Layer::kNetwork) == 1);
  CHECK(tab.waiting() == 0);
  CHECK(world.local.items.at("ann")->variants.front().version == "v1");
  tab.leave("ann", ticket);
  CHECK(tab.count("network.abortDownload") == 0);
  CHECK(tab.row("ann").status == Status::kLoading);
  CHECK(tab.answer_downloads());
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.answers(Layer::kNetwork) == 1);
}

TEST_CASE("a picture of an older generation that is shown answers nobody and is not written") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  const Generation before = at.tab.row("ann").generation;
  at.tab.invalidate("ann");
  at.tab.core.handle_shown(at.tab.slot("ann"), before, at.tab.now());
  CHECK(at.tab.answers(Layer::kNetwork) == 0);
  CHECK(is_tombstone(at.world, "ann"));
}

}  // namespace
}  // namespace ppc::testing
