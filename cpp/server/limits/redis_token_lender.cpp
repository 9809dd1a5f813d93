#include "server/limits/redis_token_lender.h"

#include <boost/asio/this_coro.hpp>

#include "server/limits/lender_script.h"

namespace ppc::server {
namespace {

redis::Command script_call(const RateLimits& limits, const std::string& client, int tokens) {
  const auto arguments = lender_arguments(limits, client, tokens);
  redis::Command command;
  command.key = arguments.front();
  command.arguments.emplace_back("EVAL");
  command.arguments.emplace_back(kLenderScript);
  command.arguments.emplace_back("1");
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

void RedisTokenLender::use(boost::asio::io_context& loop, std::shared_ptr<redis::Client> client) {
  clients_[&loop] = std::move(client);
}

Task<Result<int>> RedisTokenLender::borrow(const std::string& client, int tokens) {
  const auto executor = co_await boost::asio::this_coro::executor;
  redis::Commands commands;
  commands.push_back(script_call(limits_, client, tokens));
  const auto redis = clients_.at(&executor.context());
  const auto replies = co_await redis->run(std::move(commands));
  const auto& reply = replies.front();
  if (!reply.ok()) co_return reply.error();
  if (reply.value().kind == redis::Reply::Kind::kInteger) co_return static_cast<int>(reply.value().integer);
  co_return Error{ErrorKind::kUnavailable, "Redis lends no tokens: " + reply.value().text};
}

}  // namespace ppc::server
