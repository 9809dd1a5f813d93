#include "server/http_client/client.h"

#include <doctest/doctest.h>

#include <array>

#include "server/base/bounded_parallel.h"
#include "support/event_loop.h"
#include "support/scripted_server.h"

namespace ppc::server::http_client {
namespace {

using namespace std::chrono_literals;
using test::EventLoop;
using test::http_answer;
using test::ScriptedServer;
using Reply = ScriptedServer::Reply;

TimePoint in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

Client client_of(EventLoop& loop, const ScriptedServer& server, std::size_t connections = 4) {
  Client::Limits limits;
  limits.pool.connections = connections;
  limits.body = 1000;
  return Client(loop.executor(), {"127.0.0.1", server.port()}, nullptr, limits);
}

Request request_of(std::string method, std::string_view body = {}) {
  return {std::move(method), "/a?b=c", {{"Host", "store"}}, body};
}

Result<Response> get(EventLoop& loop, Client& client, std::chrono::milliseconds time = 5s) {
  const Request request = request_of("GET");
  return loop.run(client.send(request, in(time)));
}

Reply always_ok(const std::string&) { return {http_answer(200, "ok")}; }

}  // namespace

TEST_CASE("a request is sent as it is, and its answer comes back") {
  EventLoop loop;
  ScriptedServer server(
      loop.executor(), [](const std::string&) { return Reply{http_answer(201, "made", "ETag: \"e\"\r\n")}; });
  Client client = client_of(loop, server);
  const Request request = request_of("PUT", "bytes");
  const auto answer = loop.run(client.send(request, in(5s)));
  REQUIRE(answer.ok());
  CHECK(answer.value().status == 201);
  CHECK(answer.value().header("etag") == "\"e\"");
  CHECK(answer.value().body == "made");
  CHECK(server.requests().at(0) == "PUT /a?b=c HTTP/1.1\r\nHost: store\r\nContent-Length: 5\r\n\r\nbytes");
}

TEST_CASE("a large body arrives whole") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), always_ok);
  Client client = client_of(loop, server);
  const std::string body(3'000'000, 'x');
  const Request request = request_of("PUT", body);
  CHECK(loop.run(client.send(request, in(20s))).ok());
  CHECK(server.requests().at(0).ends_with("\r\n\r\n" + body));
}

TEST_CASE("requests one after another share a connection") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), always_ok);
  Client client = client_of(loop, server);
  for (int i = 0; i < 5; ++i) CHECK(get(loop, client).ok());
  CHECK(server.requests().size() == 5);
  CHECK(server.connections() == 1);
  CHECK(client.pool().idle() == 1);
  CHECK(client.pool().leased() == 0);
}

TEST_CASE("an answer to HEAD leaves its connection usable") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string& request) {
    const bool head = request.starts_with("HEAD");
    return Reply{head ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" : http_answer(200, "ok")};
  });
  Client client = client_of(loop, server);
  const Request head = request_of("HEAD");
  CHECK(loop.run(client.send(head, in(5s))).value().header("Content-Length") == "99");
  CHECK(get(loop, client).value().body == "ok");
  CHECK(server.connections() == 1);
}

TEST_CASE("a kept connection that was closed meanwhile is replaced") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), always_ok);
  Client client = client_of(loop, server);
  REQUIRE(get(loop, client).ok());
  server.close_connections();
  CHECK(get(loop, client).value().body == "ok");
  CHECK(server.connections() == 2);
}

TEST_CASE("a server that closes instead of answering a kept connection is asked once more, not for ever") {
  EventLoop loop;
  int asked = 0;
  ScriptedServer server(loop.executor(), [&](const std::string&) {
    return ++asked == 1 ? Reply{http_answer(200)} : Reply{{}, true};
  });
  Client client = client_of(loop, server);
  REQUIRE(get(loop, client).ok());
  const auto answer = get(loop, client);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().kind == ErrorKind::kUnavailable);
  CHECK(asked == 3);
}

TEST_CASE("a connection is not kept when the server does not want it, or said more than its answer") {
  EventLoop loop;
  for (const std::string& answer :
       {http_answer(200, "ok", "Connection: close\r\n"), http_answer(200, "ok") + "more"}) {
    ScriptedServer server(loop.executor(), [&](const std::string&) { return Reply{answer}; });
    Client client = client_of(loop, server);
    CHECK(get(loop, client).value().body == "ok");
    CHECK(client.pool().idle() == 0);
    CHECK(get(loop, client).ok());
    CHECK(server.connections() == 2);
  }
}

TEST_CASE("chunks and 100 Continue are understood") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string&) {
    return Reply{
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\nok\r\n0\r\n\r\n"};
  });
  Client client = client_of(loop, server);
  CHECK(get(loop, client).value().body == "ok");
  CHECK(client.pool().idle() == 1);
}

TEST_CASE("a server that does not answer in time is given up, and its connection is not kept") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string&) { return Reply{}; });
  Client client = client_of(loop, server);
  const auto answer = get(loop, client, 50ms);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().message ==
        "reading from 127.0.0.1:" + std::to_string(server.port()) + ": no answer in time");
  CHECK(client.pool().idle() == 0);
  CHECK(client.pool().leased() == 0);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("an answer that stops half way is an error") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string&) {
    return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", true};
  });
  Client client = client_of(loop, server);
  CHECK_FALSE(get(loop, client).ok());
  CHECK(server.requests().size() == 1);
}

TEST_CASE("garbage and answers that are too large are refused with a sentence") {
  EventLoop loop;
  std::string bytes = "SSH-2.0-OpenSSH_9.2\r\n";
  ScriptedServer server(loop.executor(), [&](const std::string&) { return Reply{bytes}; });
  Client client = client_of(loop, server);
  CHECK(get(loop, client).error().message.find("its answer is not well-formed HTTP") != std::string::npos);
  bytes = http_answer(200, std::string(1001, 'x'));
  CHECK(get(loop, client).error().message.ends_with("its answer has more than 1000 bytes"));
  CHECK(client.pool().idle() == 0);
}

TEST_CASE("nobody listening is said at once") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), always_ok);
  Client client = client_of(loop, server);
  server.stop();
  CHECK(get(loop, client).error().message ==
        "connecting to 127.0.0.1:" + std::to_string(server.port()) + ": Connection refused");
}

TEST_CASE("no more connections than allowed are made, and all requests are answered") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), always_ok);
  Client client = client_of(loop, server, 3);
  std::vector<int> statuses(20);
  const Request request = request_of("GET");
  const auto send_all = [&]() -> Task<Done> {
    const auto send_one = [&](std::size_t i) -> Task<void> {
      const auto answer = co_await client.send(request, in(5s));
      statuses[i] = answer.ok() ? answer.value().status : 0;
    };
    co_await run_bounded(statuses.size(), statuses.size(), send_one);
    co_return Done{};
  };
  loop.run(send_all());
  CHECK(statuses == std::vector<int>(20, 200));
  CHECK(server.most_at_once() == 3);
  CHECK(client.pool().leased() == 0);
}

TEST_CASE("waiting for a connection ends at the deadline") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string&) { return Reply{}; });
  Client client = client_of(loop, server, 1);
  std::array<std::string, 2> messages;
  const Request request = request_of("GET");
  const auto send_both = [&]() -> Task<Done> {
    const auto send_one = [&](std::size_t i) -> Task<void> {
      const auto answer = co_await client.send(request, in(i == 0 ? 300ms : 50ms));
      messages[i] = answer.error().message;
    };
    co_await run_bounded(2, 2, send_one);
    co_return Done{};
  };
  loop.run(send_both());
  CHECK(messages[1] == "all 1 connections to 127.0.0.1:" + std::to_string(server.port()) + " are busy");
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a request that got a connection too late for an answer blames the connections, not the server") {
  EventLoop loop;
  ScriptedServer server(loop.executor(), [](const std::string&) { return Reply{}; });
  Client client = client_of(loop, server, 1);
  std::array<ErrorKind, 2> kinds{};
  const Request request = request_of("GET");
  const auto send_both = [&]() -> Task<Done> {
    const auto send_one = [&](std::size_t i) -> Task<void> {
      const auto answer = co_await client.send(request, in(i == 0 ? 200ms : 300ms));
      kinds[i] = answer.error().kind;
    };
    co_await run_bounded(2, 2, send_one);
    co_return Done{};
  };
  loop.run(send_both());
  CHECK(kinds == std::array{ErrorKind::kUnavailable, ErrorKind::kBusy});
  CHECK(server.requests().size() == 2);
}

}  // namespace ppc::server::http_client
