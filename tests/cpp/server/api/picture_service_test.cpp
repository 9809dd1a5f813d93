#include "server/api/picture_service.h"

#include <doctest/doctest.h>

#include "server/api/object_key.h"
#include "server/embedded/memory_url_cache.h"
#include "support/manual_clock.h"
#include "support/memory_object_store.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using test::run;

/// A URL cache that is out of order.
class BrokenUrlCache final : public UrlCache {
 public:
  Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>&) override { co_return broken(); }
  Task<Result<Done>> put(const std::vector<CacheEntry>&) override { co_return broken(); }
  Task<Result<Done>> drop(const std::vector<std::string>&) override { co_return broken(); }
  Task<Result<Done>> check() override { co_return broken(); }

 private:
  static Error broken() { return {ErrorKind::kUnavailable, "the cache is out of order"}; }
};

struct Fixture {
  test::ManualClock clock;
  Metrics metrics;
  test::MemoryObjectStore store;
  MemoryUrlCache memory_cache{clock, {}};
  BrokenUrlCache broken_cache;
  s3::Presigner presigner{{*s3::parse_endpoint("http://store:9"), "b", "us-east-1"},
                          {"access", "secret", ""}};
  int lifetime_seconds = 3600;
  bool cache_is_broken = false;

  PictureService service() {
    UrlCache& cache = cache_is_broken ? static_cast<UrlCache&>(broken_cache) : memory_cache;
    return PictureService({cache, store, presigner, clock, metrics}, lifetime_seconds);
  }
  Result<PictureService::Pictures> find_all(const std::vector<std::string>& ids, Variant variant = 128) {
    auto made = service();
    return run(made.find(ids, variant));
  }
  SignedPicture find(const std::string& id, Variant variant = 128) {
    return *find_all({id}, variant).value().front();
  }
  SignedPicture replace(const std::string& id) {
    auto made = service();
    return run(made.replace(id, "bytes", "image/png", 128)).value();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a second lookup within 50 minutes has the same URL and does not ask the store") {
  replace("ada");
  const SignedPicture first = find("ada");
  clock.advance(49 * kMinute);
  CHECK(find("ada").url == first.url);
  CHECK(store.heads == 1);
}

TEST_CASE_FIXTURE(Fixture, "after 50 minutes the URL is signed anew") {
  replace("ada");
  const SignedPicture first = find("ada");
  clock.advance(50 * kMinute);
  const SignedPicture second = find("ada");
  CHECK(second.url != first.url);
  CHECK(second.expires_at == first.expires_at + 50 * kMinute);
}

TEST_CASE_FIXTURE(Fixture, "no cached URL has less than 5 minutes of its signature left") {
  lifetime_seconds = 20 * 60;
  replace("ada");
  const SignedPicture first = find("ada");
  clock.advance(15 * kMinute);
  CHECK(find("ada").url == first.url);
  clock.advance(1);
  const SignedPicture second = find("ada");
  CHECK(second.expires_at - clock.now() > 19 * kMinute);
}

TEST_CASE_FIXTURE(Fixture, "signatures shorter than 5 minutes are made for each lookup") {
  lifetime_seconds = 60;
  replace("ada");
  find("ada");
  clock.advance(kSecond);
  CHECK(find("ada").expires_at == clock.now() + kMinute);
  CHECK(store.heads == 2);
}

TEST_CASE_FIXTURE(Fixture, "expiry is told for the whole second that is in the URL") {
  clock.set(1'790'000'000'999);
  replace("ada");
  CHECK(find("ada").expires_at == 1'790'000'000'000 + kHour);
}

TEST_CASE_FIXTURE(Fixture, "an upload is seen by the next lookup, in every size") {
  replace("ada");
  const SignedPicture old_small = find("ada", 64);
  const SignedPicture old_large = find("ada", 512);
  const SignedPicture uploaded = replace("ada");
  CHECK(uploaded.version != old_small.version);
  CHECK(find("ada", 64).version == uploaded.version);
  CHECK(find("ada", 512).version == uploaded.version);
}

TEST_CASE_FIXTURE(Fixture, "two uploads within one second have two URLs") {
  const std::string first = replace("ada").url;
  CHECK(replace("ada").url != first);
}

TEST_CASE_FIXTURE(Fixture, "a lookup that was under way during an upload does not cache the old record") {
  replace("ada");
  auto made = service();
  store.while_heading = [&]() -> Task<void> {
    const auto uploaded = co_await made.replace("ada", "new", "image/png", 128);
    CHECK(uploaded.ok());
  };
  find("ada");
  CHECK(find("ada").version == "v2");
}

TEST_CASE_FIXTURE(Fixture, "a lookup that was under way during a removal does not bring the picture back") {
  replace("ada");
  auto made = service();
  store.while_heading = [&]() -> Task<void> {
    const std::string id = "ada";
    const auto removed = co_await made.remove(id);
    CHECK(removed.ok());
  };
  find("ada");
  CHECK_FALSE(find_all({"ada"}).value().front());
}

TEST_CASE_FIXTURE(Fixture, "a user without a picture is nothing, and is asked for again") {
  CHECK_FALSE(find_all({"bob"}).value().front());
  replace("bob");
  CHECK(find_all({"bob"}).value().front());
}

TEST_CASE_FIXTURE(Fixture, "many users cost one question to the store, for the missing ones only") {
  replace("a");
  replace("c");
  find("a");
  const auto pictures = find_all({"a", "b", "c"}).value();
  CHECK(pictures[0]->version == "v1");
  CHECK_FALSE(pictures[1]);
  CHECK(pictures[2]->version == "v2");
  CHECK(store.heads == 2);
}

TEST_CASE_FIXTURE(Fixture, "a broken cache does not fail a lookup") {
  store.objects[object_key("ada", 128)] = {"v7", "image/png", 5, 0, ""};
  cache_is_broken = true;
  CHECK(find("ada").version == "v7");
  CHECK(metrics.text().find("ppc_backend_errors_total{part=\"url_cache\"} 2") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "an upload whose old URL could not be dropped is not confirmed") {
  cache_is_broken = true;
  auto made = service();
  const std::string id = "ada";
  CHECK_FALSE(run(made.replace(id, "bytes", "image/png", 128)).ok());
}

TEST_CASE_FIXTURE(Fixture, "a store that is down is an error, not a user without a picture") {
  store.down = true;
  CHECK(find_all({"ada"}).error().kind == ErrorKind::kUnavailable);
}

TEST_CASE_FIXTURE(Fixture, "a store that is down does not matter for cached URLs") {
  replace("ada");
  find("ada");
  store.down = true;
  CHECK(find("ada").version == "v1");
}

TEST_CASE("keys are apart for users apart, and safe in a URL and a file name") {
  CHECK(object_key("a", 64) == object_key("a", 512));
  CHECK(object_key("a", 64) != object_key("A", 64));
  CHECK(object_key("..", 64).find("..") == std::string::npos);
  CHECK(object_key(std::string(128, '\xff'), 64).size() == 6 + 64);
  CHECK(url_cache_key("ada", 64) == "profile_pic_url:ada:64");
  CHECK(url_cache_key("ada", 64) != url_cache_key("ada", 128));
}

}  // namespace ppc::server
