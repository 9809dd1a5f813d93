#include "server/embedded/memory_url_cache.h"

#include <doctest/doctest.h>

#include "support/manual_clock.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using test::run;

struct Fixture {
  test::ManualClock clock;
  MemoryUrlCache cache{clock, {50 * kMinute, 3, 4}};

  CacheLookup get(const std::string& key) {
    const std::vector<std::string> keys = {key};
    return run(cache.get(keys)).value().front();
  }
  /// The kept URL, or "".
  std::string url(const std::string& key) {
    const auto lookup = get(key);
    return lookup.picture ? lookup.picture->url : "";
  }
  void put(const std::string& key, const std::string& url, CacheTicket ticket) {
    SignedPicture picture;
    picture.url = url;
    const std::vector<CacheEntry> entries = {{key, picture, ticket}};
    REQUIRE(run(cache.put(entries)).ok());
  }
  void put(const std::string& key, const std::string& url) { put(key, url, get(key).ticket); }
  void drop(const std::string& key) {
    const std::vector<std::string> keys = {key};
    REQUIRE(run(cache.drop(keys)).ok());
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a record is kept for 50 minutes and not a moment longer") {
  put("a", "url");
  clock.advance(50 * kMinute - 1);
  CHECK(url("a") == "url");
  clock.advance(1);
  CHECK(url("a") == "");
  CHECK(cache.size() == 0);
}

TEST_CASE_FIXTURE(Fixture, "reading does not prolong a record's life") {
  put("a", "url");
  for (int i = 0; i < 5; ++i) {
    clock.advance(10 * kMinute);
    url("a");
  }
  CHECK(url("a") == "");
}

TEST_CASE_FIXTURE(Fixture, "a record from the future is not used: the clock went back") {
  put("a", "url");
  clock.advance(-kHour);
  CHECK(url("a") == "");
}

TEST_CASE_FIXTURE(Fixture, "a newer record takes an older one's place") {
  put("a", "old");
  put("a", "new");
  CHECK(url("a") == "new");
  CHECK(cache.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "beyond the bound the least recently used record goes") {
  for (const char* key : {"a", "b", "c"}) put(key, key);
  url("a");
  put("d", "d");
  CHECK(cache.size() == 3);
  CHECK(url("a") == "a");
  CHECK(url("b") == "");
}

TEST_CASE_FIXTURE(Fixture, "a dropped record is gone, the others stay") {
  put("a", "a");
  put("b", "b");
  drop("a");
  CHECK(url("a") == "");
  CHECK(url("b") == "b");
}

TEST_CASE_FIXTURE(Fixture, "a lookup that began before a drop cannot put its record back") {
  const CacheTicket before = get("a").ticket;
  drop("a");
  put("a", "old", before);
  CHECK(url("a") == "");
  put("a", "new", get("a").ticket);
  CHECK(url("a") == "new");
}

TEST_CASE_FIXTURE(Fixture, "a drop of one key does not hinder another") {
  const CacheTicket before = get("a").ticket;
  drop("b");
  put("a", "url", before);
  CHECK(url("a") == "url");
}

TEST_CASE_FIXTURE(Fixture, "a ticket older than the remembered drops is refused, whatever its key") {
  const CacheTicket before = get("a").ticket;
  drop("a");
  for (int i = 0; i < 10; ++i) drop("other" + std::to_string(i));
  put("a", "old", before);
  CHECK(url("a") == "");
  put("never dropped", "old", before);
  CHECK(url("never dropped") == "");
}

}  // namespace ppc::server
