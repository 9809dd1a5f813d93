// Against a real redis-server.
#include "server/url_cache/redis_url_cache.h"

#include <doctest/doctest.h>

#include "server/base/pause.h"
#include "support/redis_world.h"

namespace ppc::server {
namespace {

using test::picture_of;
using test::RedisUser;
using test::RedisWorld;
using test::until_waiting;

const std::vector<std::string> kAda = {"profile_pic_url:ada:128"};
const CacheTicket kNothingSeen;

Task<CacheLookup> look_up(UrlCache& cache, const std::vector<std::string>& keys = kAda) {
  auto lookups = co_await cache.get(keys);
  co_return std::move(lookups.value().front());
}

Task<bool> keep(UrlCache& cache, SignedPicture picture, CacheTicket ticket) {
  std::vector<CacheEntry> entries;
  entries.push_back({kAda.front(), std::move(picture), ticket});
  const auto kept = co_await cache.put(entries);
  co_return kept.ok();
}

Task<redis::Reply> ask(redis::Client& client, std::vector<std::string> arguments) {
  redis::Commands commands(1);
  commands.front().key = kAda.front();
  commands.front().arguments = std::move(arguments);
  const auto replies = co_await client.run(std::move(commands));
  co_return replies.front().value();
}

std::vector<std::string> words(std::initializer_list<const char*> list) { return {list.begin(), list.end()}; }

Task<void> set_memory_limit(redis::Client& client, const char* bytes) {
  auto set = words({"CONFIG", "SET", "maxmemory", bytes});
  co_await ask(client, std::move(set));
}

/// The version that the cache answers with; empty for none.
Task<std::string> version_in(UrlCache& cache) {
  const auto lookup = co_await look_up(cache);
  co_return lookup.picture ? lookup.picture->version : "";
}

}  // namespace

TEST_CASE_FIXTURE(RedisWorld,
                  "a record comes back as it was put, under the key and in the form of the design") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    const auto miss = co_await look_up(a.shared);
    CHECK_FALSE(miss.picture);
    const auto picture = picture_of(clock, "v1");
    CHECK(co_await keep(a.shared, picture, miss.ticket));
    const auto hit = co_await look_up(a.shared);
    REQUIRE(hit.picture);
    CHECK(hit.picture->url == picture.url);
    CHECK(hit.picture->bytes == 1234);
    CHECK(hit.picture->signed_at == picture.signed_at);
    CHECK(hit.picture->expires_at == picture.expires_at);
    auto pttl = words({"PTTL", "profile_pic_url:ada:128"});
    const auto left = co_await ask(*a.client, std::move(pttl));
    CHECK(left.integer > 49 * 60 * 1000);
    CHECK(left.integer <= 50 * 60 * 1000);
  });
}

TEST_CASE_FIXTURE(RedisWorld, "a record is not kept into the last five minutes of its signature") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    auto picture = picture_of(clock, "v1");
    picture.expires_at = clock.now() + 6 * 60 * 1000.0;
    CHECK(co_await keep(a.shared, picture, kNothingSeen));
    auto pttl = words({"PTTL", "profile_pic_url:ada:128"});
    const auto left = co_await ask(*a.client, std::move(pttl));
    CHECK(left.integer > 0);
    CHECK(left.integer <= 60 * 1000);
    picture.expires_at = clock.now() + 4 * 60 * 1000.0;
    picture.version = "v2";
    CHECK(co_await keep(a.shared, picture, kNothingSeen));
    CHECK(co_await version_in(a.shared) == "v1");
  });
}

TEST_CASE_FIXTURE(RedisWorld,
                  "a lookup that was under way during another server's upload keeps nothing old") {
  RedisUser a(loop, settings(), clock);
  RedisUser b(loop, settings(), clock);
  play([&]() -> Task<void> {
    const auto before = co_await look_up(b.shared);
    const auto dropped = co_await a.shared.drop(kAda);
    CHECK(dropped.ok());
    CHECK(co_await keep(b.shared, picture_of(clock, "old"), before.ticket));
    const auto after = co_await look_up(b.shared);
    CHECK_FALSE(after.picture);
    // A second drop outdates what was begun after the first.
    const auto again = co_await a.shared.drop(kAda);
    CHECK(again.ok());
    CHECK(co_await keep(b.shared, picture_of(clock, "old"), after.ticket));
    CHECK(co_await version_in(a.shared) == "");
    const auto fresh = co_await look_up(b.shared);
    CHECK(co_await keep(b.shared, picture_of(clock, "new"), fresh.ticket));
    CHECK(co_await version_in(a.shared) == "new");
  });
}

TEST_CASE_FIXTURE(RedisWorld, "what others wrote under the key is a miss") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    for (const char* text : {"", "x", "[]", "{}", "{\"url\":1}"}) {
      CAPTURE(text);
      auto set = words({"SET", "profile_pic_url:ada:128", text});
      co_await ask(*a.client, std::move(set));
      const auto lookup = co_await look_up(a.shared);
      CHECK_FALSE(lookup.picture);
    }
    auto del = words({"DEL", "profile_pic_url:ada:128"});
    co_await ask(*a.client, std::move(del));
    auto push = words({"LPUSH", "profile_pic_url:ada:128", "x"});
    co_await ask(*a.client, std::move(push));
    const auto lookup = co_await look_up(a.shared);
    CHECK_FALSE(lookup.picture);
  });
}

TEST_CASE_FIXTURE(RedisWorld,
                  "a drop that Redis does not hear is done all the same, and told when it answers") {
  auto quick = settings();
  quick.command_timeout = std::chrono::milliseconds(50);
  RedisUser a(loop, quick, clock);
  RedisUser b(loop, settings(), clock);
  play([&]() -> Task<void> {
    CHECK(co_await keep(a.shared, picture_of(clock, "old"), kNothingSeen));
    redis.pause();
    const auto dropped = co_await a.shared.drop(kAda);
    CHECK(dropped.ok());
    CHECK_FALSE(a.undelivered.empty());
    const auto deaf = co_await look_up(a.shared);
    CHECK_FALSE(deaf.picture);
    CHECK(deaf.ticket == kNoTicket);
    redis.go_on();
    CHECK(co_await until_waiting(a, false));
    CHECK(co_await version_in(b.shared) == "");
  });
}

TEST_CASE_FIXTURE(RedisWorld,
                  "a server that is down costs nothing once the breaker is open, and is used again") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    redis.stop();
    for (int i = 0; i < 3; ++i) co_await look_up(a.shared);
    CHECK(a.client->breakers().closed == 0);
    CHECK_FALSE((co_await a.shared.check()).ok());
    CHECK(co_await keep(a.shared, picture_of(clock, "v"), kNoTicket));
    redis.start();
    while (a.client->breakers().closed == 0) co_await pause_for(std::chrono::milliseconds(1));
    CHECK((co_await a.shared.check()).ok());
    const auto miss = co_await look_up(a.shared);
    CHECK(co_await keep(a.shared, picture_of(clock, "v"), miss.ticket));
    CHECK(co_await version_in(a.shared) == "v");
  });
}

TEST_CASE_FIXTURE(RedisWorld, "a record whose drop Redis has not heard is not used") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    CHECK(co_await keep(a.shared, picture_of(clock, "old"), kNothingSeen));
    a.delivery->close();
    a.undelivered.add(kAda, clock.now());
    CHECK(co_await version_in(a.shared) == "");
    CHECK_FALSE(a.undelivered.empty());
    a.undelivered.delivered(a.undelivered.some(1), clock.now());
    CHECK(co_await version_in(a.shared) == "old");
  });
}

TEST_CASE_FIXTURE(RedisWorld, "drops that a lost server took to its grave are told to its successor") {
  RedisUser a(loop, settings(), clock);
  RedisUser b(loop, settings(), clock);
  play([&]() -> Task<void> {
    CHECK(co_await keep(a.shared, picture_of(clock, "old"), kNothingSeen));
    auto save = words({"SAVE"});
    co_await ask(*b.client, std::move(save));
    const auto dropped = co_await a.shared.drop(kAda);
    CHECK(dropped.ok());
    CHECK(a.undelivered.empty());
    // What it finds saved is what a replica has that lagged behind.
    redis.stop();
    redis.start();
    CHECK(co_await until_waiting(a, true));
    CHECK(co_await until_waiting(a, false));
    while (b.client->breakers().closed == 0) co_await pause_for(std::chrono::milliseconds(1));
    CHECK((co_await b.shared.check()).ok());
    CHECK(co_await version_in(b.shared) == "");
  });
}

TEST_CASE_FIXTURE(RedisWorld, "a full Redis is not ready and keeps nothing, until there is room") {
  RedisUser a(loop, settings(), clock);
  play([&]() -> Task<void> {
    CHECK(co_await keep(a.shared, picture_of(clock, "old"), kNothingSeen));
    co_await set_memory_limit(*a.client, "1");
    CHECK_FALSE(co_await keep(a.shared, picture_of(clock, "new"), kNothingSeen));
    const auto full = co_await a.shared.check();
    REQUIRE_FALSE(full.ok());
    CHECK(full.error().message == "Redis is full: it takes no more signed URLs");
    CHECK(co_await version_in(a.shared) == "old");
    co_await set_memory_limit(*a.client, "0");
    CHECK((co_await a.shared.check()).ok());
  });
}

TEST_CASE_FIXTURE(RedisWorld, "a drop for which a full Redis takes no fence is told again") {
  RedisUser a(loop, settings(), clock);
  RedisUser b(loop, settings(), clock);
  play([&]() -> Task<void> {
    CHECK(co_await keep(b.shared, picture_of(clock, "old"), kNothingSeen));
    co_await set_memory_limit(*a.client, "1");
    const auto dropped = co_await a.shared.drop(kAda);
    CHECK(dropped.ok());
    CHECK(co_await version_in(b.shared) == "");
    CHECK_FALSE(a.undelivered.empty());
    co_await set_memory_limit(*a.client, "0");
    // A lookup that was under way all the time.
    CHECK(co_await keep(b.shared, picture_of(clock, "old"), kNothingSeen));
    CHECK(co_await until_waiting(a, false));
    CHECK(co_await keep(b.shared, picture_of(clock, "old"), kNothingSeen));
    CHECK(co_await version_in(b.shared) == "");
  });
}

}  // namespace ppc::server
