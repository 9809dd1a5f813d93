// The shared buckets in Redis.
#pragma once

#include <memory>
#include <unordered_map>

#include "server/limits/rate_limiter.h"
#include "server/limits/token_lender.h"
#include "server/redis/client.h"

namespace ppc::server {

class RedisTokenLender final : public TokenLender {
 public:
  explicit RedisTokenLender(const RateLimits& limits) : limits_(limits) {}

  /// Before any borrow(): the client that the coroutines of a loop use. nullptr takes it away again.
  void use(boost::asio::io_context& loop, std::shared_ptr<redis::Client> client);
  Task<Result<int>> borrow(const std::string& client, int tokens) override;

 private:
  RateLimits limits_;
  std::unordered_map<boost::asio::execution_context*, std::shared_ptr<redis::Client>> clients_;
};

}  // namespace ppc::server
