// Failures that pass: backoff, time-outs, refresh, the network that is back.
#include <doctest/doctest.h>

#include "core/coordinator/backoff.h"
#include "fixture.h"

namespace ppc::testing {
namespace {

TEST_CASE("the delay doubles up to the cap and jitter takes 50 to 100 % of it") {
  const Backoff backoff{500, 30'000};
  CHECK(backoff_delay(1, 0, backoff, 0) == 250);
  CHECK(backoff_delay(1, 0, backoff, 1) == 500);
  CHECK(backoff_delay(2, 0, backoff, 1) == 1000);
  CHECK(backoff_delay(6, 0, backoff, 1) == 16'000);
  CHECK(backoff_delay(7, 0, backoff, 1) == 30'000);
  CHECK(backoff_delay(4'000'000'000, 0, backoff, 0) == 15'000);
}

TEST_CASE("what the backend asks for is a lower bound, at most 5 minutes") {
  const Backoff backoff{500, 30'000};
  CHECK(backoff_delay(1, 7000, backoff, 1) == 7000);
  CHECK(backoff_delay(7, 7000, backoff, 1) == 30'000);
  CHECK(backoff_delay(1, 3'600'000, backoff, 1) == 300'000);
  CHECK(backoff_delay(1, -5, backoff, 1) == 500);
}

TEST_CASE("a failed backend call is tried again as one call, within the bounds of the chosen random") {
  AtBackend at({"ann", "bob", "cleo"});
  at.tab.random.value = 0;
  at.tab.fail_describes(Failure::kServer);
  CHECK(at.tab.core.next_wakeup() == at.world.now + 250);
  at.tab.advance(249);
  CHECK(at.tab.take_calls().empty());
  at.tab.advance(1);
  CHECK(at.tab.take_calls() == CallLog{"network.describe #4 128 ann bob cleo"});
  at.tab.random.value = 0.999;
  at.tab.fail_describes(Failure::kServer);
  CHECK(at.tab.core.next_wakeup() == doctest::Approx(at.world.now + 1000).epsilon(1e-12));
  CHECK(at.tab.counter(Counter::kRetries) == 2);
}

TEST_CASE("after the configured number of tries it is an error, and a new request starts anew") {
  AtBackend at({"ann"});
  for (int failed = 1; failed <= 5; ++failed) {
    CHECK(at.tab.row("ann").status == Status::kLoading);
    CHECK(at.tab.count("network.describe") == failed - 1);
    at.tab.fail_describes(Failure::kUnreachable);
    if (failed < 5) at.tab.await_wakeup();
  }
  CHECK(at.tab.row("ann").status == Status::kError);
  CHECK(at.tab.row("ann").failure == Failure::kUnreachable);
  CHECK(at.tab.waiting() == 0);
  CHECK(at.tab.core.next_wakeup() == kNever);
  CHECK(at.tab.core.monitor().errors(Layer::kNetwork) == 5);
  CHECK(at.tab.core.monitor().requests() == 0);
  CHECK(at.tab.request("ann") != 0);
  CHECK(at.tab.row("ann").status == Status::kLoading);
  at.tab.settle();
  CHECK(at.tab.row("ann").status == Status::kReady);
}

TEST_CASE("the backend's retry-after is waited for") {
  AtBackend at({"ann"});
  at.tab.fail_describes(Failure::kServer, 20'000);
  CHECK(at.tab.core.next_wakeup() == at.world.now + 20'000);
}

TEST_CASE("a download that failed is repeated with the same URL; the others are not affected") {
  AtBackend at({"ann", "bob"});
  at.tab.answer_describes();
  at.tab.take_calls();
  at.tab.core.handle_download_failed(at.tab.slot("ann"), 0, Failure::kUnreachable, at.tab.now());
  const std::string url = at.tab.network.downloads.front().url;
  at.tab.network.downloads.erase(at.tab.network.downloads.begin());
  at.tab.answer_downloads();
  CHECK(at.tab.row("bob").status == Status::kReady);
  at.tab.flush();
  at.tab.take_calls();
  at.tab.advance(500);
  CHECK(at.tab.take_calls() == CallLog{"network.download ann@128"});
  CHECK(at.tab.network.downloads.front().url == url);
  at.tab.answer_downloads();
  CHECK(at.tab.row("ann").status == Status::kReady);
}

TEST_CASE("a download is not repeated with a URL that has run out meanwhile") {
  AtBackend at({"ann"});
  at.world.backend.signature_life = kMinute + 200;
  at.tab.answer_describes();
  at.tab.fail_downloads(Failure::kServer);
  at.tab.advance(500);
  CHECK(at.tab.count("network.describe") == 1);
}

TEST_CASE("downloads and backend calls share the tries of a lookup") {
  CoordinatorOptions options;
  options.attempts = 2;
  AtBackend at({"ann"}, options);
  at.tab.fail_describes(Failure::kServer);
  at.tab.await_wakeup();
  at.tab.answer_describes();
  at.tab.fail_downloads(Failure::kServer);
  CHECK(at.tab.row("ann").status == Status::kError);
}

TEST_CASE("a check that fails leaves the picture shown, stale, and is tried again at the next request") {
  World world;
  world.hold(world.indexed_db, "ann", "v1", kDay);
  Tab tab(world);
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  tab.fail_describes(Failure::kUnauthorized);
  CHECK(tab.row("ann").status == Status::kReady);
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale));
  CHECK(tab.row("ann").usable_until <= tab.now());
  CHECK(tab.core.next_wakeup() == kNever);
  tab.take_calls();
  CHECK(tab.request("ann") == 0);
  tab.flush();
  CHECK(tab.count("network.describe") == 1);
}

TEST_CASE("refresh asks the backend although the picture is fresh, and keeps it shown") {
  AtBackend at({"ann"});
  at.tab.settle();
  at.tab.take_calls();
  at.tab.refresh("ann");
  CHECK(at.tab.row("ann").flags == (kFlagBytesHeld | kFlagStale | kFlagFetching));
  at.tab.refresh("ann");
  at.tab.flush();
  CHECK(at.tab.take_calls() == CallLog{"network.describe #4 128 ann"});
  at.world.give("ann", "v2");
  at.tab.settle();
  CHECK(at.tab.picture("ann").version == "v2");
}

TEST_CASE("refresh of a picture on its way has it checked, however young the layer's copy is") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kMinute);
  Tab tab(world);
  tab.request("ann");
  tab.refresh("ann");
  tab.settle();
  CHECK(tab.picture("ann").version == "v2");
}

TEST_CASE("refresh of a lookup that waits for its next try tries at once") {
  AtBackend at({"ann"});
  at.tab.fail_describes(Failure::kServer);
  at.tab.refresh("ann");
  at.tab.flush();
  CHECK(at.tab.count("network.describe #4") == 1);
}

TEST_CASE(
    "the network that is back: what waits or failed and is still wanted is tried at once, in one call") {
  AtBackend at({"ann", "bob", "cleo"});
  at.tab.subscribe("bob");
  at.tab.fail_describes(Failure::kUnreachable);
  at.tab.core.online(at.tab.now());
  CHECK(at.tab.take_calls() == CallLog{"network.describe #4 128 ann bob cleo"});
  at.tab.fail_describes(Failure::kUnauthorized);
  CHECK(at.tab.row("bob").status == Status::kError);
  at.tab.core.online(at.tab.now());
  CHECK(at.tab.take_calls() == CallLog{"indexedDB.lookup #5 bob@128"});
  at.tab.settle();
  CHECK(at.tab.row("bob").status == Status::kReady);
  CHECK(at.tab.row("ann").status == Status::kError);
}

TEST_CASE("the network that is back: a lookup has all its tries again") {
  CoordinatorOptions options;
  options.attempts = 2;
  AtBackend at({"ann"}, options);
  at.tab.fail_describes(Failure::kUnreachable);
  at.tab.core.online(at.tab.now());
  at.tab.fail_describes(Failure::kUnreachable);
  CHECK(at.tab.row("ann").status == Status::kLoading);
  at.tab.await_wakeup();
  at.tab.fail_describes(Failure::kUnreachable);
  CHECK(at.tab.row("ann").status == Status::kError);
}

TEST_CASE("the network that is back: a mounted picture whose check failed is checked again") {
  World world;
  world.give("ann", "v2");
  world.hold(world.indexed_db, "ann", "v1", kDay);
  Tab tab(world);
  tab.subscribe("ann");
  tab.request("ann");
  tab.flush();
  tab.answer_lookups(Layer::kIndexedDb);
  for (int failed = 0; failed < 5; ++failed) {
    tab.fail_describes(Failure::kUnreachable);
    if (failed < 4) tab.await_wakeup();
  }
  CHECK(tab.row("ann").flags == (kFlagBytesHeld | kFlagStale));
  tab.core.online(tab.now());
  tab.settle();
  CHECK(tab.picture("ann").version == "v2");
}

TEST_CASE(
    "a backend call that is not answered in time is aborted, tried again, and its late answer ignored") {
  AtBackend at({"ann"});
  CHECK(at.tab.core.next_wakeup() == at.world.now + 10'000);
  at.tab.advance(10'000);
  CHECK(at.tab.count("network.abortDescribe #3") == 1);
  at.tab.answer_describes();
  CHECK(at.tab.count("network.download") == 0);
  at.tab.advance(500);
  CHECK(at.tab.count("network.describe #4") == 1);
}

TEST_CASE("a download that is not answered in time is aborted and tried again") {
  AtBackend at({"ann"});
  at.tab.answer_describes();
  at.tab.network.downloads.clear();
  CHECK(at.tab.core.next_wakeup() == at.world.now + 30'000);
  at.tab.advance(30'000);
  CHECK(at.tab.network.aborted_downloads.size() == 1);
  CHECK_FALSE(at.tab.core.handle_downloaded(at.tab.slot("ann"), 0, "v1", "image/png", 10, at.tab.now()));
  at.tab.advance(500);
  CHECK(at.tab.count("network.download ann@128") == 2);
}

TEST_CASE("a download waits for its turn as long as others of the page arrive, and not for ever") {
  AtBackend at({"ann", "bob"});
  at.tab.answer_describes();
  at.tab.advance(20'000);
  at.tab.core.handle_downloaded(at.tab.slot("bob"), 0, "v1", "image/png", 10, at.tab.now());
  at.tab.advance(29'999);
  CHECK(at.tab.network.aborted_downloads.empty());
  at.tab.advance(1);
  CHECK(at.tab.network.aborted_downloads.size() == 1);
}

TEST_CASE("a download that hangs is given up even where others never cease to arrive") {
  World world;
  Tab tab(world);
  const auto start_download = [&](const std::string& user) {
    world.give(user, "v1");
    tab.request(user);
    tab.flush();
    tab.answer_lookups(Layer::kIndexedDb);
    tab.answer_lookups(Layer::kServiceWorker);
    tab.answer_describes();
  };
  start_download("ann");
  tab.network.downloads.clear();
  for (int other = 0; other < 100 && tab.network.aborted_downloads.empty(); ++other) {
    start_download("other" + std::to_string(other));
    tab.answer_downloads();
    tab.advance(20'000);
  }
  CHECK(tab.network.aborted_downloads.size() == 1);
}

}  // namespace
}  // namespace ppc::testing
