// A Redis server that answers nonsense, or hangs up in the middle: each command still gets an answer or an
// error in time.
#include <doctest/doctest.h>

#include "server/redis/client.h"
#include "support/event_loop.h"
#include "support/mutator.h"
#include "support/scripted_redis.h"
#include "support/scripted_server.h"

namespace ppc::server::redis {
namespace {

using test::ScriptedServer;

const std::vector<std::string> kReplies = {
    "+PONG\r\n", "-ERR no\r\n",     "-LOADING wait\r\n", "-READONLY replica\r\n", ":42\r\n",
    "$-1\r\n",   "$5\r\nhello\r\n", "*-1\r\n",           "*2\r\n:1\r\n+OK\r\n",
};

Task<Replies> ask(Client& client) {
  Commands commands(3);
  for (auto& command : commands) {
    for (const char* word : {"GET", "key"}) command.arguments.emplace_back(word);
  }
  co_return co_await client.run(std::move(commands));
}

}  // namespace

TEST_CASE("damaged replies cost a connection, never an answer") {
  test::EventLoop loop;
  test::Mutator mutator(kReplies, {"\r\n", "*", "$", "+OK\r\n", "*1000000000\r\n", "$-2\r\n", "$100\r\n"});
  const auto answer = [&](const std::string&) {
    if (mutator.below(4) > 0) return ScriptedServer::Reply{"+PONG\r\n"};
    return ScriptedServer::Reply{mutator.next(), mutator.below(2) == 0};
  };
  ScriptedServer server(loop.executor(), answer, test::redis_request_size);
  Settings settings = parse_url("redis://127.0.0.1:" + std::to_string(server.port())).value();
  settings.connect_timeout = settings.command_timeout = std::chrono::milliseconds(5);
  const auto client = make_client(loop.executor(), settings);
  std::size_t answered = 0;
  test::fuzz([&] {
    const auto replies = loop.run(ask(*client));
    REQUIRE(replies.size() == 3);
    for (const auto& reply : replies) answered += reply.ok() ? 1 : 0;
  });
  CHECK(server.connections() > 3);
  CHECK(answered > 0);
  client->close();
}

}  // namespace ppc::server::redis
