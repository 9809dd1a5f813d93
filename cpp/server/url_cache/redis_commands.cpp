#include "server/url_cache/redis_commands.h"

#include <random>

namespace ppc::server {
namespace {

/// Longer than any lookup can take between its miss and its put().
constexpr const char* kFenceMillis = "60000";

std::string new_fence() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  // Neither 0, no fence, nor kNoTicket.
  return std::to_string((random() >> 1) | 1);
}

std::string lines(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text.append(text.empty() ? "" : "\n").append(key);
  return text;
}

/// The fence first: what is put back between the two is then deleted. A full Redis may refuse a fence and
/// delete all the same.
Task<std::vector<bool>> drop_records(redis::Client& client, const std::vector<std::string>& keys,
                                     Refusals& refusals) {
  redis::Commands commands;
  const std::string fence = new_fence();
  for (const auto& key : keys) {
    commands.push_back(redis_command(key, "SET", {fence_of(key), fence, "PX", kFenceMillis}));
    commands.push_back(redis_command(key, "DEL", {key}));
  }
  const auto replies = co_await client.run(std::move(commands));
  refusals.note(replies);
  std::vector<bool> dropped;
  for (std::size_t i = 0; i < keys.size(); ++i)
    dropped.push_back(is_done(replies[2 * i]) && is_done(replies[2 * i + 1]));
  co_return std::move(dropped);
}

}  // namespace

std::string fence_of(const std::string& key) { return '{' + key + "}:dropped"; }

redis::Command redis_command(const std::string& key, const char* name,
                             std::initializer_list<std::string> arguments) {
  redis::Command made;
  made.key = key;
  made.arguments.emplace_back(name);
  made.arguments.insert(made.arguments.end(), arguments);
  return made;
}

bool is_done(const Result<redis::Reply>& reply) { return reply.ok() && !reply.value().is_error(); }

std::string problem_of(const Result<redis::Reply>& reply) {
  return reply.ok() ? reply.value().text : reply.error().message;
}

Task<std::vector<bool>> tell_drops(redis::Client& client, const std::vector<std::string>& keys,
                                   Refusals& refusals) {
  auto dropped = co_await drop_records(client, keys, refusals);
  // Not before all nodes have answered: a server that heard it earlier would read a record again that another
  // node still has, and keep it. Also when some failed: what other servers have near is outdated anyway.
  redis::Commands commands;
  commands.push_back(redis_command({}, "PUBLISH", {kDropChannel, lines(keys)}));
  const auto replies = co_await client.run(std::move(commands));
  refusals.note(replies);
  if (!is_done(replies.front())) dropped.assign(keys.size(), false);
  co_return std::move(dropped);
}

}  // namespace ppc::server
