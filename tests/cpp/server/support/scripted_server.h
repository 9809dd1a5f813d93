// A real TCP server on 127.0.0.1 that answers each request with whatever bytes the test says.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/base/task.h"

namespace ppc::server::test {

class ScriptedServer {
 public:
  struct Reply {
    std::string bytes;
    bool close = false;  // after the bytes; without bytes, instead of an answer
  };
  /// The whole request, head and body. An empty reply that does not close keeps the client waiting.
  using Answer = std::function<Reply(const std::string& request)>;
  /// The size of the first request in what was received; 0 while it is not whole.
  using SizeOf = std::size_t (*)(const std::string& received);

  ScriptedServer(const Executor& executor, Answer answer, SizeOf size_of = http_request_size)
      : state_(std::make_shared<State>(executor, std::move(answer), size_of)) {
    boost::asio::co_spawn(executor, accept(state_), boost::asio::detached);
  }
  ~ScriptedServer() { stop(); }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return state_->port; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  const std::vector<std::string>& requests() const { return state_->requests; }
  /// Connections ever made, and the most at one time.
  std::size_t connections() const { return state_->made; }
  std::size_t most_at_once() const { return state_->most; }

  /// As a server does that has waited long enough.
  void close_connections() {
    boost::system::error_code ignored;
    for (const auto& socket : state_->open) socket->close(ignored);
    state_->open.clear();
  }
  /// From now on nobody answers at the port.
  void stop() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    close_connections();
  }

 private:
  using Protocol = boost::asio::ip::tcp;
  using Socket = boost::asio::basic_stream_socket<Protocol, Executor>;
  using Acceptor = boost::asio::basic_socket_acceptor<Protocol, Executor>;
  static constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> kToken{};

  struct State {
    State(const Executor& on, Answer with, SizeOf sized)
        : executor(on),
          answer(std::move(with)),
          size_of(sized),
          acceptor(on, Protocol::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
      port = acceptor.local_endpoint().port();
    }
    Executor executor;
    Answer answer;
    SizeOf size_of;
    Acceptor acceptor;
    std::uint16_t port = 0;
    std::vector<std::string> requests;
    std::vector<std::shared_ptr<Socket>> open;
    std::size_t made = 0;
    std::size_t most = 0;
  };

  static Task<void> accept(std::shared_ptr<State> state) {
    for (;;) {
      auto socket = std::make_shared<Socket>(state->executor);
      const auto [code] = co_await state->acceptor.async_accept(*socket, kToken);
      if (code) co_return;
      state->open.push_back(socket);
      ++state->made;
      state->most = std::max(state->most, state->open.size());
      boost::asio::co_spawn(state->executor, serve(state, socket), boost::asio::detached);
    }
  }

  static std::size_t http_request_size(const std::string& received) {
    const auto end = received.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    std::size_t body = 0;
    const std::string name = "Content-Length: ";
    const auto length = received.find(name);
    if (length < end) std::from_chars(received.data() + length + name.size(), received.data() + end, body);
    return received.size() >= end + 4 + body ? end + 4 + body : 0;
  }

  static Task<bool> answer_all(std::shared_ptr<State> state, std::shared_ptr<Socket> socket,
                               std::string& received) {
    for (std::size_t whole = state->size_of(received); whole > 0; whole = state->size_of(received)) {
      state->requests.push_back(received.substr(0, whole));
      received.erase(0, whole);
      const Reply reply = state->answer(state->requests.back());
      co_await boost::asio::async_write(*socket, boost::asio::buffer(reply.bytes), kToken);
      if (reply.close) co_return false;
    }
    co_return true;
  }

  static Task<void> serve(std::shared_ptr<State> state, std::shared_ptr<Socket> socket) {
    std::string received;
    std::string piece(64 * 1024, '\0');
    for (;;) {
      const auto [code, size] = co_await socket->async_read_some(boost::asio::buffer(piece), kToken);
      if (code) break;
      received.append(piece, 0, size);
      const bool goes_on = co_await answer_all(state, socket, received);
      if (!goes_on) break;
    }
    boost::system::error_code ignored;
    socket->close(ignored);
    std::erase(state->open, socket);
  }

  std::shared_ptr<State> state_;
};

/// A whole answer with a length.
inline std::string http_answer(int status, const std::string& body = {}, const std::string& headers = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " Some Reason\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace ppc::server::test
