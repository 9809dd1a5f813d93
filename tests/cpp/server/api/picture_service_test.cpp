#include "server/api/picture_service.h"

#include <doctest/doctest.h>

#include "server/api/picture_key.h"
#include "server/embedded/memory_url_cache.h"
#include "support/manual_clock.h"
#include "support/memory_object_store.h"
#include "support/pictures.h"
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
  RenditionPool renditions{{1, 4, 1000}};
  Turns turns;
  int lifetime_seconds = 3600;
  bool cache_is_broken = false;

  PictureService service() {
    UrlCache& cache = cache_is_broken ? static_cast<UrlCache&>(broken_cache) : memory_cache;
    return PictureService({cache, store, presigner, clock, metrics, renditions, turns}, lifetime_seconds);
  }
  Result<PictureService::Pictures> find_all(const std::vector<std::string>& ids, Variant variant = 128) {
    auto made = service();
    return run(made.find(ids, variant));
  }
  SignedPicture find(const std::string& id, Variant variant = 128) {
    return *find_all({id}, variant).value().front();
  }
  Result<SignedPicture> try_replace(const std::string& id, const std::string& bytes) {
    auto made = service();
    return run(made.replace(id, bytes, "image/png", 128));
  }
  SignedPicture replace(const std::string& id, int edition = 1) {
    return try_replace(id, test::plain_png(edition)).value();
  }
  /// The version of the object that the URL leads to.
  std::string version_behind(const SignedPicture& picture) {
    const auto start = picture.url.find("/b/") + 3;
    return store.objects.at(picture.url.substr(start, picture.url.find('?') - start)).version;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a second lookup within 50 minutes has the same URL and does not ask the store") {
  replace("ada");
  const SignedPicture first = find("ada");
  clock.advance(49 * kMinute);
  CHECK(find("ada").url == first.url);
  CHECK(store.heads == 2);  // one for the upload
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
  CHECK(store.heads == 3);  // one for the upload
}

TEST_CASE_FIXTURE(Fixture, "a record is at hand while its URL may be handed out, and not after a drop") {
  lifetime_seconds = 20 * 60;
  replace("ada");
  CHECK_FALSE(service().at_hand("ada", 128));
  const SignedPicture kept = find("ada");
  CHECK(service().at_hand("ada", 128)->picture.url == kept.url);
  CHECK_FALSE(service().at_hand("ada", 64));
  clock.advance(15 * kMinute + 1);
  CHECK_FALSE(service().at_hand("ada", 128));
  find("ada");
  CHECK(service().at_hand("ada", 128));
  replace("ada");
  CHECK_FALSE(service().at_hand("ada", 128));
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
  const SignedPicture uploaded = replace("ada", 2);
  CHECK(find("ada", 64).version != old_small.version);
  CHECK(find("ada", 512).version != old_large.version);
  CHECK(find("ada").url == uploaded.url);
}

TEST_CASE_FIXTURE(Fixture, "each size has a URL, version, type and length of its own object") {
  REQUIRE(try_replace("ada", test::a_picture("image/png", 20, 30)).ok());
  const SignedPicture large = find("ada", 512);
  CHECK(large.content_type == "image/webp");
  CHECK(large.url.find("/512.webp?") != std::string::npos);
  for (const Variant variant : kVariants) {
    const SignedPicture picture = find("ada", variant);
    CHECK(picture.version == version_behind(picture));
    CHECK(picture.url.find("x-version=" + picture.version) != std::string::npos);
    CHECK(picture.bytes > 0);
  }
}

TEST_CASE_FIXTURE(Fixture, "a URL that was signed before an upload leads to the old picture still") {
  const SignedPicture old = replace("ada");
  replace("ada", 2);
  CHECK(version_behind(old) == old.version);
}

TEST_CASE_FIXTURE(Fixture, "two uploads within one second have two URLs") {
  const std::string first = replace("ada").url;
  CHECK(replace("ada", 2).url != first);
}

TEST_CASE_FIXTURE(Fixture, "the same picture uploaded again has the same version") {
  CHECK(replace("ada").version == replace("ada").version);
}

TEST_CASE_FIXTURE(Fixture, "a picture whose pointer cannot be read is an error until it is uploaded again") {
  store.objects[pointer_key("ada")] = {"v7", "text/plain", 0, 0, "9 from the future"};
  CHECK(find_all({"ada"}).error().kind == ErrorKind::kDamaged);
  replace("ada");
  CHECK(find("ada").content_type == "image/webp");
}

TEST_CASE_FIXTURE(Fixture, "bytes that are to blame say so, and the picture of before stays") {
  const SignedPicture old = replace("ada");
  CHECK(try_replace("ada", "no picture").error().kind == ErrorKind::kInvalid);
  CHECK(try_replace("ada", test::a_picture("image/png", 40, 26)).error().kind == ErrorKind::kTooLarge);
  CHECK(find("ada").version == old.version);
}

TEST_CASE_FIXTURE(Fixture, "an upload that failed at the pointer is not hidden by the URL cache") {
  const SignedPicture old = replace("ada");
  CHECK(find("ada").url == old.url);
  // The store does it, but its answer is lost.
  store.on_put = [&](const std::string& key) {
    store.answers_are_lost = key == pointer_key("ada");
    return true;
  };
  CHECK_FALSE(try_replace("ada", test::plain_png(2)).ok());
  CHECK(find("ada").version != old.version);
}

TEST_CASE_FIXTURE(Fixture, "a lookup that was under way during an upload does not cache the old record") {
  replace("ada");
  auto made = service();
  std::string version;
  store.while_heading = [&]() -> Task<void> {
    const std::string id = "ada";
    const std::string bytes = test::plain_png(2);
    const auto uploaded = co_await made.replace(id, bytes, "image/png", 128);
    CHECK(uploaded.ok());
    version = uploaded.value().version;
  };
  find("ada");
  CHECK(find("ada").version == version);
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
  const auto first = replace("a");
  const auto last = replace("c", 2);
  find("a");
  store.heads = 0;
  const auto pictures = find_all({"a", "b", "c"}).value();
  CHECK(pictures[0]->version == first.version);
  CHECK_FALSE(pictures[1]);
  CHECK(pictures[2]->version == last.version);
  CHECK(store.heads == 1);
}

TEST_CASE_FIXTURE(Fixture, "a broken cache does not fail a lookup") {
  const auto uploaded = replace("ada");
  cache_is_broken = true;
  CHECK(find("ada").version == uploaded.version);
  CHECK(metrics.text().find("ppc_backend_errors_total{part=\"url_cache\"} 2") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "an upload whose old URL could not be dropped is not confirmed") {
  cache_is_broken = true;
  CHECK_FALSE(try_replace("ada", test::plain_png()).ok());
}

TEST_CASE_FIXTURE(Fixture, "a store that is down is an error, not a user without a picture") {
  store.down = true;
  CHECK(find_all({"ada"}).error().kind == ErrorKind::kUnavailable);
}

TEST_CASE_FIXTURE(Fixture, "a store that is down does not matter for cached URLs") {
  const auto uploaded = replace("ada");
  find("ada");
  store.down = true;
  CHECK(find("ada").version == uploaded.version);
}

TEST_CASE("keys are apart for users apart, and safe in a URL and a file name") {
  CHECK(pointer_key("a") != pointer_key("A"));
  CHECK(pointer_key("..").find("..") == std::string::npos);
  CHECK(pointer_key("a").ends_with("/current"));
  CHECK(pointer_key(std::string(128, '\xff')).size() == 6 + 64 + 8);
  CHECK(url_cache_key("ada", 64) == "profile_pic_url:ada:64");
  CHECK(url_cache_key("ada", 64) != url_cache_key("ada", 128));
}

}  // namespace ppc::server
