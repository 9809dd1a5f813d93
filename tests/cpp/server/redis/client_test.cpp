// What a client does when servers do not answer as they should; the servers are scripted.
#include "server/redis/client.h"

#include <doctest/doctest.h>

#include "server/base/pause.h"
#include "support/event_loop.h"
#include "support/scripted_redis.h"
#include "support/scripted_server.h"

namespace ppc::server::redis {
namespace {

using namespace std::chrono_literals;
using test::redis_request_size;
using test::says;
using test::ScriptedServer;
using Clock = std::chrono::steady_clock;
using Script = ScriptedServer::Reply;

struct Fixture {
  test::EventLoop loop;

  std::shared_ptr<Client> client(const std::string& url) {
    Settings settings = parse_url(url).value();
    settings.connect_timeout = 100ms;
    settings.command_timeout = 50ms;
    return make_client(loop.executor(), settings);
  }
};

Task<Result<Reply>> get(Client& client) {
  Commands commands(1);
  commands.front().key = "key";
  for (const char* word : {"GET", "key"}) commands.front().arguments.emplace_back(word);
  const auto replies = co_await client.run(std::move(commands));
  co_return replies.front();
}

Task<bool> until_answered(Client& client) {
  const auto end = Clock::now() + 10s;
  while (Clock::now() < end) {
    const auto reply = co_await get(client);
    if (reply.ok()) co_return true;
    co_await pause_for(5ms);
  }
  co_return false;
}

std::string port_of(const ScriptedServer& server) { return std::to_string(server.port()); }

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a master that freezes while it is asked for its role is given up") {
  int roles = 0;
  const auto as_master = [&](const std::string& request) {
    if (says(request, "PING")) return Script{"+PONG\r\n"};
    if (!says(request, "ROLE")) return Script{"$-1\r\n"};
    return ++roles == 1 ? Script{} : Script{"*3\r\n" + test::bulk("master") + ":0\r\n*0\r\n"};
  };
  ScriptedServer master(loop.executor(), as_master, redis_request_size);
  const auto as_sentinel = [&](const std::string& request) {
    if (says(request, "PING")) return Script{"+PONG\r\n"};
    return Script{"*2\r\n" + test::bulk("127.0.0.1") + test::bulk(port_of(master))};
  };
  ScriptedServer sentinel(loop.executor(), as_sentinel, redis_request_size);
  const auto client = this->client("redis+sentinel://127.0.0.1:" + port_of(sentinel) + "/pictures");
  CHECK(loop.run(until_answered(*client)));
  client->close();
}

TEST_CASE_FIXTURE(Fixture, "a cluster whose nodes all hang keeps nobody longer than the command timeout") {
  std::vector<std::unique_ptr<ScriptedServer>> nodes;
  std::string url = "redis+cluster://";
  for (int i = 0; i < 6; ++i) {
    const auto silent = [](const std::string&) { return Script{}; };
    nodes.push_back(std::make_unique<ScriptedServer>(loop.executor(), silent, redis_request_size));
    url += (i == 0 ? "127.0.0.1:" : ",127.0.0.1:") + port_of(*nodes.back());
  }
  const auto client = this->client(url);
  const auto begun = Clock::now();
  const auto reply = loop.run(get(*client));
  CHECK_FALSE(reply.ok());
  CHECK(Clock::now() - begun < 200ms);
  client->close();
}

TEST_CASE_FIXTURE(Fixture,
                  "what is no cluster is asked for its slots once in a while, not for each request") {
  const auto single = [](const std::string& request) {
    if (says(request, "PING")) return Script{"+PONG\r\n"};
    return Script{"-ERR This instance has cluster support disabled\r\n"};
  };
  ScriptedServer server(loop.executor(), single, redis_request_size);
  const auto client = this->client("redis+cluster://127.0.0.1:" + port_of(server));
  const auto ask_often = [](Client& asked) -> Task<int> {
    int refused = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto reply = co_await get(asked);
      if (!reply.ok()) ++refused;
    }
    co_return refused;
  };
  CHECK(loop.run(ask_often(*client)) == 1000);
  CHECK(server.requests().size() < 100);
  client->close();
}

}  // namespace ppc::server::redis
