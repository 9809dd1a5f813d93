#include "server/url_cache/drop_delivery.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "server/base/log.h"
#include "server/base/pause.h"
#include "server/url_cache/redis_commands.h"

namespace ppc::server {
namespace {

constexpr std::size_t kDropsAtOnce = 200;
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{1000};

}  // namespace

void DropDelivery::start() {
  parts_.undelivered.on_waiting(
      [self = shared_from_this()] { boost::asio::post(self->executor_, [self] { self->deliver_soon(); }); });
}

void DropDelivery::close() {
  closed_ = true;
  parts_.undelivered.on_waiting(nullptr);
}

void DropDelivery::deliver_soon() {
  if (closed_ || delivering_) return;
  delivering_ = true;
  const auto self = shared_from_this();
  boost::asio::co_spawn(
      executor_, [self] { return self->deliver_all(); },
      [self](const std::exception_ptr& failure) {
        if (!failure) return;
        log::error("url cache: the delivery of drops ended with an unexpected exception");
        self->delivering_ = false;
      });
}

/// Round after round, so that those that fail do not keep others waiting.
Task<void> DropDelivery::deliver_all() {
  auto pause = kFirstPause;
  std::uint64_t after = 0;
  while (!closed_ && !parts_.undelivered.empty()) {
    const auto drops = parts_.undelivered.some(kDropsAtOnce, after);
    if (drops.empty()) {
      after = 0;
      continue;
    }
    after = drops.back().number;
    const bool delivered = co_await deliver(drops);
    if (delivered) {
      pause = kFirstPause;
      continue;
    }
    co_await pause_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
  delivering_ = false;
}

/// Whether all were.
Task<bool> DropDelivery::deliver(const std::vector<UndeliveredDrops::Drop>& drops) {
  std::vector<std::string> keys;
  keys.reserve(drops.size());
  for (const auto& drop : drops) keys.push_back(drop.key);
  const auto told = co_await tell_drops(*parts_.client, keys, refusals_);
  std::vector<UndeliveredDrops::Drop> delivered;
  delivered.reserve(drops.size());
  for (std::size_t i = 0; i < drops.size(); ++i) {
    if (told[i]) delivered.push_back(drops[i]);
  }
  parts_.undelivered.delivered(delivered, parts_.clock.now());
  co_return delivered.size() == drops.size();
}

}  // namespace ppc::server
