#include "server/url_cache/near_url_cache.h"

#include <doctest/doctest.h>

#include "server/base/pause.h"
#include "server/redis/subscription.h"
#include "support/redis_world.h"

namespace ppc::server {
namespace {

using test::picture_of;
using test::RedisUser;
using test::RedisWorld;

const std::vector<std::string> kKeys = {"profile_pic_url:ada:128"};

Task<CacheLookup> look_up(UrlCache& cache) {
  auto lookups = co_await cache.get(kKeys);
  co_return std::move(lookups.value().front());
}

Task<void> keep(UrlCache& cache, SignedPicture picture, CacheTicket ticket) {
  std::vector<CacheEntry> entries;
  entries.push_back({kKeys.front(), std::move(picture), ticket});
  const auto kept = co_await cache.put(entries);
  CHECK(kept.ok());
}

/// What a lookup does that misses.
Task<void> learn(UrlCache& cache, SignedPicture picture) {
  const auto miss = co_await look_up(cache);
  co_await keep(cache, std::move(picture), miss.ticket);
}

std::shared_ptr<redis::Subscription> listen(boost::asio::io_context& loop, RedisUser& user) {
  const redis::Ear ear{[&near = user.near] { near.hear(); }, [&near = user.near] { near.stop_hearing(); },
                       [&near = user.near](std::string_view message) { near.on_drop(message); }};
  auto subscription =
      std::make_shared<redis::Subscription>(loop.get_executor(), user.client, kDropChannel, ear);
  subscription->start();
  return subscription;
}

Task<void> until_hears(RedisUser& user, bool hears) {
  while (user.near.hears() != hears) co_await pause_for(std::chrono::milliseconds(1));
}

}  // namespace

TEST_CASE_FIXTURE(RedisWorld, "a hot record is answered without Redis, which is told of every drop") {
  RedisUser a(loop, settings(), clock);
  RedisUser b(loop, settings(), clock);
  const auto ears = std::vector{listen(loop, a), listen(loop, b)};
  play([&]() -> Task<void> {
    co_await until_hears(a, true);
    co_await until_hears(b, true);
    const auto miss = co_await look_up(a.cache);
    co_await keep(a.cache, picture_of(clock, "v1"), miss.ticket);
    CHECK((co_await look_up(b.cache)).picture->version == "v1");
    CHECK(a.near.records().size() == 1);
    CHECK(b.near.records().size() == 1);

    const auto dropped = co_await a.cache.drop(kKeys);
    CHECK(dropped.ok());
    CHECK(a.near.records().size() == 0);
    while (b.near.records().size() == 1) co_await pause_for(std::chrono::milliseconds(1));
    CHECK_FALSE((co_await look_up(b.cache)).picture);
  });
  for (const auto& ear : ears) ear->close();
}

TEST_CASE_FIXTURE(RedisWorld, "a hit of the near cache needs no Redis at all") {
  RedisUser a(loop, settings(), clock);
  a.near.hear();
  play([&]() -> Task<void> {
    co_await learn(a.cache, picture_of(clock, "v1"));
    redis.stop();
    const auto hit = co_await look_up(a.cache);
    REQUIRE(hit.picture);
    CHECK(hit.picture->version == "v1");
    CHECK(a.cache.at_hand(kKeys.front())->picture.version == "v1");
  });
}

TEST_CASE_FIXTURE(RedisWorld, "nothing is at hand of a server that cannot hear of drops") {
  RedisUser a(loop, settings(), clock);
  a.near.hear();
  play([&]() -> Task<void> { co_await learn(a.cache, picture_of(clock, "v1")); });
  a.near.stop_hearing();
  CHECK_FALSE(a.cache.at_hand(kKeys.front()));
}

TEST_CASE_FIXTURE(RedisWorld, "a server that cannot hear of drops keeps nothing near") {
  RedisUser a(loop, settings(), clock);
  const auto ear = listen(loop, a);
  play([&]() -> Task<void> {
    co_await until_hears(a, true);
    co_await learn(a.cache, picture_of(clock, "v1"));
    CHECK(a.near.records().size() == 1);
    redis.stop();
    co_await until_hears(a, false);
    CHECK(a.near.records().size() == 0);
    co_await learn(a.cache, picture_of(clock, "v2"));
    CHECK(a.near.records().size() == 0);
    redis.start();
    co_await until_hears(a, true);
    co_await learn(a.cache, picture_of(clock, "v3"));
    CHECK(a.near.records().size() == 1);
  });
  ear->close();
}

TEST_CASE_FIXTURE(RedisWorld, "what was read before a drop is not kept after it") {
  RedisUser a(loop, settings(), clock);
  a.near.hear();
  play([&]() -> Task<void> {
    const auto ticket = (co_await look_up(a.cache)).ticket;
    a.near.on_drop("profile_pic_url:eve:64\nprofile_pic_url:ada:128");
    co_await keep(a.cache, picture_of(clock, "old"), ticket);
    CHECK(a.near.records().size() == 0);
    const auto during_silence = (co_await look_up(a.shared)).ticket;
    a.near.stop_hearing();
    a.near.hear();
    co_await keep(a.cache, picture_of(clock, "old"), during_silence);
    CHECK(a.near.records().size() == 0);
  });
}

}  // namespace ppc::server
