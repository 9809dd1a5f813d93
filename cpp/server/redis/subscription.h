// Listens to one channel of Redis, and knows when it cannot hear.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/redis/client.h"

namespace ppc::server::redis {

/// Told on the event loop. Between on_down and on_up messages may have been lost.
struct Ear {
  std::function<void()> on_up;
  std::function<void()> on_down;
  std::function<void(std::string_view)> on_message;
};

/// Connects again by itself. A connection that is silent for three seconds counts as lost. Always owned by a
/// shared_ptr.
class Subscription : public std::enable_shared_from_this<Subscription> {
 public:
  Subscription(Executor executor, std::shared_ptr<Client> client, std::string channel, Ear ear)
      : executor_(std::move(executor)),
        client_(std::move(client)),
        channel_(std::move(channel)),
        ear_(std::move(ear)) {}

  void start();
  /// Nothing is told any more.
  void close();

 private:
  Task<void> listen_until_closed();
  Task<Result<Done>> listen();
  Task<void> ping(std::shared_ptr<Connection> connection);
  void on_reply(const Reply& reply);
  void tell(const std::string& problem);

  Executor executor_;
  std::shared_ptr<Client> client_;
  std::string channel_;
  Ear ear_;
  std::shared_ptr<Connection> connection_;
  std::string told_;  // the last problem
  bool closed_ = false;
};

}  // namespace ppc::server::redis
