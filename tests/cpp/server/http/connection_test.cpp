#include "server/http/connection.h"

#include <doctest/doctest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "server/http/listener.h"

namespace ppc::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

/// Says who asks and what was sent; decides about "/later..." only after the loop has gone on, and refuses
/// "/later/no".
class Echo final : public Application {
 public:
  explicit Echo(asio::io_context& loop) : loop_(loop) {}

  Admission admit(const Request& head) override {
    Admission admission;
    admission.body_limit = body_limit;
    if (head.path.starts_with("/later")) admission.pending = decide(head);
    return admission;
  }
  Task<Response> handle(const Request& request) override {
    handled.emplace_back(request.body);
    co_return Response(200, "text/plain", request.peer.to_string());
  }
  Response refuse(const Request&, const BadRequest& problem) override {
    refused.emplace_back(problem.code);
    return Response(problem.status);
  }
  void finished(const Request&, const Response&, double) override {}

  std::uint64_t body_limit = 100;
  std::vector<std::string> handled;  // their bodies
  std::vector<std::string> refused;  // why

 private:
  Task<std::optional<Response>> decide(const Request& head) {
    co_await asio::post(loop_.get_executor(), asio::use_awaitable_t<Executor>());
    std::optional<Response> answer;
    if (head.path == "/later/no") answer.emplace(429, "text/plain", "not now");
    co_return answer;
  }

  asio::io_context& loop_;
};

struct Fixture {
  /// What a client does on a connection that stands, up to the last it receives.
  using Talk = std::function<Task<void>(Socket& socket, std::string& answer)>;

  /// The whole answer to one request, sent over a real connection; nothing when `host` cannot be listened on.
  std::optional<std::string> ask(const std::string& host, const std::string& request) {
    return talk(host, [&](Socket& socket, std::string& answer) -> Task<void> {
      co_await asio::async_write(socket, asio::buffer(request), kToken);
      co_await asio::async_read(socket, asio::dynamic_buffer(answer), kToken);
    });
  }
  /// "never" when it does not come to its end.
  std::optional<std::string> talk(const std::string& host, const Talk& talk) {
    auto listener = Listener::open(loop, host, 0);
    if (!listener.ok()) return std::nullopt;
    listener.value()->start(application, connections, limits);
    std::string answer;
    asio::co_spawn(loop, converse(*listener.value(), talk, answer), asio::detached);
    loop.restart();
    loop.run_for(std::chrono::seconds(10));
    return loop.stopped() ? answer : "never";
  }
  Task<void> converse(Listener& listener, const Talk& talk, std::string& answer) {
    Socket socket(loop);
    const tcp::endpoint server(asio::ip::make_address("127.0.0.1"), listener.port());
    co_await socket.async_connect(server, kToken);
    co_await talk(socket, answer);
    listener.stop();
  }

  ConnectionCount count = 0;
  ConnectionSet connections{count, [](int) {}};
  HttpLimits limits;
  asio::io_context loop{1};
  Echo application{loop};
};

constexpr const char* kClose = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + kClose + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a request knows the address of its peer") {
  const auto answer = ask("127.0.0.1", std::string("GET /") + kClose + "\r\n");
  REQUIRE(answer);
  CHECK(answer->starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer->ends_with("\r\n\r\n127.0.0.1"));
}

TEST_CASE_FIXTURE(Fixture, "a peer that a dual-stack socket names in IPv6 form is IPv4") {
  const auto answer = ask("::ffff:127.0.0.1", std::string("GET /") + kClose + "\r\n");
  if (!answer) {
    MESSAGE("left out: this machine has no IPv6");
    return;
  }
  CHECK(answer->ends_with("\r\n\r\n127.0.0.1"));
}

TEST_CASE_FIXTURE(Fixture, "a request that had to wait for its admission is read and handled then") {
  const auto answer = ask("127.0.0.1", post("/later/yes", "the body"));
  CHECK(answer->starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(application.handled == std::vector<std::string>(1, "the body"));
}

TEST_CASE_FIXTURE(Fixture, "a request that is refused after a wait is not read") {
  const auto answer = ask("127.0.0.1", post("/later/no", "the body"));
  CHECK(answer->starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
  CHECK(answer->ends_with("not now"));
  CHECK(application.handled.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "whoever sends without a pause beyond the deadline is not forgotten when silent then") {
  using Clock = std::chrono::steady_clock;
  application.body_limit = 60'000;
  limits.body = std::chrono::milliseconds(30);
  const auto answer = talk("127.0.0.1", [](Socket& socket, std::string& received) -> Task<void> {
    std::string bytes = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n";
    const auto end = Clock::now() + std::chrono::milliseconds(60);
    for (int sent = 0; sent < 59'000 && Clock::now() < end; ++sent) {
      co_await asio::async_write(socket, asio::buffer(bytes), kToken);
      bytes = "x";
    }
    co_await asio::async_read(socket, asio::dynamic_buffer(received), kToken);
  });
  CHECK(answer->starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_CASE_FIXTURE(Fixture, "a request line alone is a request that has begun") {
  limits.header = std::chrono::milliseconds(20);
  CHECK(ask("127.0.0.1", "GET / HTTP/1.1\r\n")->starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_CASE_FIXTURE(Fixture, "the end of the server waits for a request of which only the line is there") {
  const auto answer = talk("127.0.0.1", [this](Socket& socket, std::string& received) -> Task<void> {
    const std::string whole = "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\n";
    co_await asio::async_write(socket, asio::buffer(whole), kToken);
    co_await asio::async_read_until(socket, asio::dynamic_buffer(received), "127.0.0.1", kToken);
    // So that what the server does after its answer is done.
    co_await asio::post(loop.get_executor(), asio::use_awaitable_t<Executor>());
    connections.stop([] {});
    co_await asio::async_write(socket, asio::buffer(std::string_view("Host: h\r\n\r\n")), kToken);
    co_await asio::async_read(socket, asio::dynamic_buffer(received), kToken);
  });
  CHECK(application.handled.size() == 2);
  CHECK(answer->find("Connection: close") != std::string::npos);
}

TEST_CASE_FIXTURE(
    Fixture, "a body for which there is no room is refused, and has given back nothing it did not have") {
  BodyBudget bodies(8);
  limits.bodies = &bodies;
  CHECK(ask("127.0.0.1", post("/", "123456789"))->starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  CHECK(application.refused == std::vector<std::string>(1, "busy"));
  for (int i = 0; i < 3; ++i)
    CHECK(ask("127.0.0.1", post("/", "12345678"))->starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK_FALSE(bodies.take(9));
  CHECK(bodies.take(8));
}

TEST_CASE_FIXTURE(Fixture, "chunks may become as many bytes as a body may have") {
  BodyBudget bodies(99);
  limits.bodies = &bodies;
  const std::string chunked = std::string("POST /") + kClose + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  CHECK(ask("127.0.0.1", chunked)->starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  CHECK(ask("127.0.0.1", std::string("GET /") + kClose + "\r\n")->starts_with("HTTP/1.1 200 OK\r\n"));
}

}  // namespace ppc::server
