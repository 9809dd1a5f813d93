// Tells Redis of the drops that it has not heard of, as soon as it hears again.
#pragma once

#include <chrono>
#include <memory>

#include "server/ports/clock.h"
#include "server/redis/client.h"
#include "server/url_cache/refusals.h"
#include "server/url_cache/undelivered_drops.h"

namespace ppc::server {

struct DropDeliveryParts {
  std::shared_ptr<redis::Client> client;
  const Clock& clock;
  UndeliveredDrops& undelivered;
};

/// One for all event loops of a server, on one of them. Always owned by a shared_ptr.
class DropDelivery : public std::enable_shared_from_this<DropDelivery> {
 public:
  DropDelivery(Executor executor, DropDeliveryParts parts)
      : executor_(std::move(executor)), parts_(std::move(parts)) {}

  void start();
  /// Nothing is begun any more, from any thread. Must come before the loop ends.
  void close();

 private:
  void deliver_soon();
  Task<void> deliver_all();
  Task<bool> deliver(const std::vector<UndeliveredDrops::Drop>& drops);

  Executor executor_;
  DropDeliveryParts parts_;
  Refusals refusals_;
  bool delivering_ = false;
  bool closed_ = false;
};

}  // namespace ppc::server
