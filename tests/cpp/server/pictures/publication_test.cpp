#include "server/pictures/publication.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <random>
#include <set>

#include "support/memory_object_store.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using test::run;

const std::string kKey = "users/ada/current";
constexpr int kWrites = 5;  // four sizes and the pointer

Renditions picture(int number) {
  const std::string text = "picture " + std::to_string(number) + " in ";
  return {text + "64", text + "128", text + "256", text + "512"};
}

struct Fixture {
  test::MemoryObjectStore store;
  Turns turns;
  Publisher publisher{store, turns};

  Result<Pointer> try_publish(int number) {
    const Renditions renditions = picture(number);
    return run(publisher.publish(kKey, renditions));
  }
  Pointer publish(int number) { return try_publish(number).value(); }
  Result<Done> remove() { return run(publisher.remove(kKey)); }
  /// What a reader gets who looks the pointer up and fetches each size; empty without a picture.
  Renditions read() {
    Renditions found;
    const std::vector<std::string> keys(1, kKey);
    const auto pointers = run(store.head(keys));
    if (!pointers[0].ok()) return found;
    for (const Variant variant : kVariants) {
      const auto object = published_object(kKey, pointers[0].value(), variant).value();
      REQUIRE(store.objects.count(object.key) == 1);
      CHECK(store.objects[object.key].version == object.version);
      CHECK(store.objects[object.key].content_type == object.content_type);
      CHECK(store.bytes[object.key].size() == object.bytes);
      found[index_of(variant)] = store.bytes[object.key];
    }
    return found;
  }
  /// Of how many editions objects are there.
  std::size_t editions() const {
    std::set<std::string> found;
    for (const auto& [key, info] : store.objects) {
      if (key != kKey) found.insert(key.substr(0, key.rfind('/')));
    }
    return found.size();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a published picture is read in every size") {
  publish(1);
  CHECK(read() == picture(1));
  CHECK(store.objects.size() == 5);
}

TEST_CASE_FIXTURE(Fixture, "a lookup needs one question: the pointer's note says everything") {
  publish(1);
  const auto object = published_object(kKey, store.objects[kKey], 256).value();
  CHECK(object.key.starts_with("users/ada/"));
  CHECK(object.key.ends_with("/256.webp"));
  CHECK(object.content_type == "image/webp");
  CHECK(store.objects[kKey].bytes == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "wherever an upload breaks off, readers see the old picture whole, or the new one") {
  publish(1);
  for (int writes = 0; writes < kWrites; ++writes) {
    CAPTURE(writes);
    store.writes_left = writes;
    CHECK_FALSE(try_publish(2).ok());
    CHECK(read() == picture(1));
  }
  store.writes_left.reset();
  publish(2);
  CHECK(read() == picture(2));
}

TEST_CASE_FIXTURE(Fixture, "wherever a first upload breaks off there is no picture") {
  for (int writes = 0; writes < kWrites; ++writes) {
    store.writes_left = writes;
    CHECK_FALSE(try_publish(1).ok());
    CHECK(store.objects.count(kKey) == 0);
  }
}

TEST_CASE_FIXTURE(Fixture, "what a failed upload has stored is removed") {
  publish(1);
  store.objects["users/other/current"] = {};
  // The third size fails, then everything works again.
  store.on_put = [&](const std::string& key) { return !key.ends_with("/256.webp"); };
  CHECK_FALSE(try_publish(2).ok());
  CHECK(store.objects.size() == 6);
  CHECK(editions() == 2);
  CHECK(read() == picture(1));
}

TEST_CASE_FIXTURE(Fixture,
                  "a failed upload of the picture that is there, or was before, removes nothing else") {
  publish(1);
  publish(2);
  store.on_put = [](const std::string& key) { return !key.ends_with("/256.webp"); };
  for (const int number : {1, 2}) {
    CHECK_FALSE(try_publish(number).ok());
    CHECK(read() == picture(2));
    CHECK(store.objects.size() == 9);
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "a pointer that was stored although its answer was lost leads to a whole picture") {
  publish(1);
  store.on_put = [&](const std::string& key) {
    store.answers_are_lost = key == kKey;
    return true;
  };
  CHECK_FALSE(try_publish(2).ok());
  CHECK(read() == picture(2));
}

TEST_CASE_FIXTURE(Fixture, "the edition before stays until the next upload") {
  const std::string first = variant_key(kKey, publish(1).edition, 64);
  publish(2);
  CHECK(store.objects.count(first) == 1);
  publish(3);
  CHECK(store.objects.count(first) == 0);
  CHECK(editions() == 2);
  CHECK(read() == picture(3));
}

TEST_CASE_FIXTURE(Fixture, "the same picture again is another edition of the same versions") {
  const Pointer first = publish(1);
  const Pointer again = publish(1);
  CHECK(again.variants == first.variants);
  CHECK(again.edition != first.edition);
  CHECK(again.previous == first.edition);
  CHECK(read() == picture(1));
  CHECK(editions() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a picture may come back at once") {
  const Pointer first = publish(1);
  publish(2);
  CHECK(publish(1).variants == first.variants);
  CHECK(read() == picture(1));
  CHECK(editions() == 2);
  publish(3);
  CHECK(read() == picture(3));
  CHECK(editions() == 2);
}

TEST_CASE_FIXTURE(Fixture, "an old edition that cannot be removed does not fail an upload") {
  publish(1);
  publish(2);
  store.writes_left = kWrites;
  publish(3);
  CHECK(read() == picture(3));
}

TEST_CASE_FIXTURE(Fixture, "a removed picture leaves nothing, and removing it again is no error") {
  publish(1);
  publish(2);
  CHECK(remove().ok());
  CHECK(store.objects.empty());
  CHECK(remove().ok());
}

TEST_CASE_FIXTURE(Fixture, "a removal that breaks off has taken the pointer first, and says that it failed") {
  publish(1);
  publish(2);
  store.writes_left = 0;
  CHECK_FALSE(remove().ok());
  CHECK(read() == picture(2));
  store.writes_left = 3;
  CHECK_FALSE(remove().ok());
  CHECK(store.objects.count(kKey) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a pointer that cannot be read can be replaced and removed") {
  for (const bool again : {true, false}) {
    store.objects[kKey] = {"v7", "text/plain", 0, 0, again ? "2 from the future" : ""};
    CHECK(published_object(kKey, store.objects[kKey], 64).error().kind == ErrorKind::kDamaged);
    CHECK((again ? try_publish(1).ok() : remove().ok()));
    CHECK((again ? read() == picture(1) : store.objects.count(kKey) == 0));
  }
}

TEST_CASE_FIXTURE(Fixture, "a store that is down changes nothing") {
  publish(1);
  store.down = true;
  CHECK(try_publish(2).error().kind == ErrorKind::kUnavailable);
  CHECK(remove().error().kind == ErrorKind::kUnavailable);
  store.down = false;
  CHECK(read() == picture(1));
}

TEST_CASE_FIXTURE(Fixture, "uploads at the same moment leave one whole picture and the one before it") {
  boost::asio::io_context loop(1);
  std::vector<Renditions> pictures;
  pictures.reserve(5);
  for (int number = 0; number < 5; ++number) pictures.push_back(picture(number));
  const auto publish_one = [&](std::size_t i) -> Task<void> {
    const auto published = co_await publisher.publish(kKey, pictures[i]);
    CHECK(published.ok());
  };
  store.pauses = [] { return 1; };
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    boost::asio::co_spawn(loop, publish_one(i), boost::asio::detached);
  }
  loop.run();
  CHECK(read() == pictures.back());
  CHECK(editions() == 2);
}

TEST_CASE_FIXTURE(Fixture, "servers that upload and remove at the same moment never leave half a picture") {
  const std::vector<Renditions> pictures = {picture(1), picture(2)};
  // Each server has turns of its own: they do not wait for each other.
  const auto server = [&](unsigned seed, bool removes) -> Task<void> {
    Turns own;
    Publisher one(store, own);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto published = co_await one.publish(kKey, pictures[(seed + i) % pictures.size()]);
      CHECK(published.ok());
      if (!removes || i != 2) continue;
      const auto removed = co_await one.remove(kKey);
      CHECK(removed.ok());
    }
  };
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::minstd_rand dice(seed);
    store.pauses = [&] { return dice() % 4; };
    boost::asio::io_context loop(1);
    for (const bool removes : {false, false, true}) {
      boost::asio::co_spawn(loop, server(seed, removes), boost::asio::detached);
    }
    loop.run();
    store.pauses = nullptr;
    const std::vector<Renditions> possible = {pictures[0], pictures[1], {}};
    CHECK(std::count(possible.begin(), possible.end(), read()) == 1);
  }
}

}  // namespace ppc::server
