// One Redis server: a fixed one, or the master that sentinels name.
#pragma once

#include "server/redis/client.h"
#include "server/redis/node.h"

namespace ppc::server::redis {

class NodeClient final : public Client {
 public:
  NodeClient(const Executor& executor, const Settings& settings, const Locate& locate)
      : executor_(executor),
        settings_(settings),
        locate_(locate),
        node_(std::make_shared<Node>(executor, settings, locate)) {}

  Task<Replies> run(Commands commands) override { return node_->run(std::move(commands)); }
  BreakerCounts breakers() const override;
  Task<Result<std::shared_ptr<Connection>>> open_connection() override;
  void close() override { node_->close(); }

 private:
  Executor executor_;
  Settings settings_;
  Locate locate_;
  std::shared_ptr<Node> node_;
};

}  // namespace ppc::server::redis
