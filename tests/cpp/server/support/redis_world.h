// Two servers' view of one real Redis, on one event loop that a test drives.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <functional>

#include "server/base/pause.h"
#include "server/redis/client.h"
#include "server/url_cache/drop_delivery.h"
#include "server/url_cache/near_url_cache.h"
#include "server/url_cache/redis_commands.h"
#include "server/url_cache/redis_url_cache.h"
#include "support/manual_clock.h"
#include "support/redis_process.h"

namespace ppc::server::test {

/// What one server has of the URL cache.
struct RedisUser {
  RedisUser(boost::asio::io_context& loop, redis::Settings settings, const Clock& clock)
      : client(make_client(loop, std::move(settings), clock)),
        undelivered(100, 50 * 60 * 1000.0),
        delivery(std::make_shared<DropDelivery>(loop.get_executor(),
                                                DropDeliveryParts{client, clock, undelivered})),
        near(clock, RecordMapLimits{}),
        shared({client, clock, undelivered, metrics}, 50 * 60 * 1000.0),
        cache(near, shared, metrics) {
    delivery->start();
  }
  ~RedisUser() { delivery->close(); }
  RedisUser(const RedisUser&) = delete;
  RedisUser& operator=(const RedisUser&) = delete;

  Metrics metrics;
  std::shared_ptr<redis::Client> client;
  UndeliveredDrops undelivered;
  std::shared_ptr<DropDelivery> delivery;
  NearRecords near;
  RedisUrlCache shared;
  NearUrlCache cache;

 private:
  std::shared_ptr<redis::Client> make_client(boost::asio::io_context& loop, redis::Settings settings,
                                             const Clock& clock) {
    settings.on_lost = [this, &clock] { undelivered.doubt(clock.now()); };
    return redis::make_client(loop.get_executor(), settings);
  }
};

/// Waits until drops of that user wait, or none does; whether that came true within ten seconds.
inline Task<bool> until_waiting(const RedisUser& user, bool waiting) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (user.undelivered.empty() == waiting) {
    if (std::chrono::steady_clock::now() > end) co_return false;
    co_await pause_for(std::chrono::milliseconds(1));
  }
  co_return true;
}

class RedisWorld {
 public:
  explicit RedisWorld(std::vector<std::string> flags = {}) : redis(std::move(flags)) {}

  redis::Settings settings() const {
    auto settings = redis::parse_url(redis.url()).value();
    settings.command_timeout = std::chrono::milliseconds(2000);
    return settings;
  }

  /// Runs the test's story to its end.
  void play(std::function<Task<void>()> story) {
    bool ended = false;
    boost::asio::co_spawn(loop, story, [&](const std::exception_ptr& failure) {
      ended = true;
      loop.stop();
      if (failure) std::rethrow_exception(failure);
    });
    loop.run();
    loop.restart();
    if (!ended) throw std::logic_error("the story did not end");
  }

  RedisProcess redis;
  ManualClock clock;
  boost::asio::io_context loop{1};
};

inline SignedPicture picture_of(const Clock& clock, const std::string& version) {
  return {"https://store/" + version, version, "image/webp", 1234, clock.now(), clock.now() + 3600 * 1000.0};
}

}  // namespace ppc::server::test
