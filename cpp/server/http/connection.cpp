#include "server/http/connection.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "server/base/log.h"
#include "server/base/time_text.h"
#include "server/http/request_reader.h"
#include "server/net/deadline.h"

namespace ppc::server {
namespace {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

/// What a client still sends after it was refused is read and forgotten for so long, and so much of it:
/// closing at once would make the kernel throw the answer away before the client has read it.
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::uint64_t kLingerBytes = 16 * 1024 * 1024;
/// An operation that has just ended is not cancelled with the others, and the next one would wait for ever.
constexpr std::chrono::seconds kCancelAgain{1};
/// A body up to here goes behind its head in one piece: the copy costs less than a second part of a write.
constexpr std::size_t kCopiedBody = 4096;
constexpr std::uint64_t kBytesPerBodySecond = 64 * 1024;

/// The Date header; made once a second.
const std::string& date_line() {
  thread_local std::time_t made_for = 0;
  thread_local std::string line;
  const std::time_t now = std::time(nullptr);
  if (now != made_for) {
    made_for = now;
    line = "Date: " + format_http_date(static_cast<Millis>(now) * 1000) + "\r\n";
  }
  return line;
}

BadRequest too_slow() { return {408, "request_timeout", "the request did not arrive in time"}; }

BadRequest no_room() {
  return {503, "busy", "as many uploads are under way as the server has room for; try again in a second", 1};
}

/// The unspecified address when the client has gone already.
IpAddress peer_of(const Socket& socket) {
  boost::system::error_code code;
  const auto endpoint = socket.remote_endpoint(code);
  return code ? IpAddress() : normalised(endpoint.address());
}

bool has_no_content(int status) { return status == 204 || status == 304; }

class Connection final : public Stoppable {
 public:
  Connection(Socket socket, Application& application, ConnectionSet& connections, const HttpLimits& limits,
             Welcome welcome)
      : socket_(std::move(socket)),
        deadline_(std::make_shared<net::Deadline>(socket_.get_executor(), [this] { on_deadline(); })),
        application_(application),
        connections_(connections),
        limits_(limits),
        welcome_(welcome),
        peer_(peer_of(socket_)) {
    connections_.add(this);
  }
  ~Connection() {
    deadline_->close();
    connections_.remove(this);
  }

  Task<void> run();
  void stop() override;

 private:
  enum class Phase { kIdle, kReading, kAnswering };
  enum class Next { kRequest, kLinger, kClose };

  Task<Next> serve_one();
  Task<ReadState> read_header(RequestReader& reader);
  Task<ReadState> read_body(RequestReader& reader, std::uint64_t expected);
  Task<bool> receive();
  Task<Next> give_up(RequestReader& reader, ReadState state);
  Task<Next> refuse(RequestReader& reader, const BadRequest& problem);
  Task<Next> answer(RequestReader& reader, const Response& response, bool input_left,
                    SteadyClock::time_point started);
  Task<bool> send(const Request& request, const Response& response, std::string_view connection_header);
  Task<bool> write_both(std::string_view body);
  Task<void> linger();

  void set_deadline(SteadyClock::duration from_now);
  void on_deadline();
  void close();

  Socket socket_;
  const std::shared_ptr<net::Deadline> deadline_;
  Application& application_;
  ConnectionSet& connections_;
  const HttpLimits& limits_;
  const Welcome welcome_;
  const IpAddress peer_;
  ReceiveBuffer buffer_;
  std::string head_;  // of the answer being sent; with the body, when that is short
  Phase phase_ = Phase::kIdle;
  std::size_t answered_ = 0;
  bool expired_ = false;
  bool stopping_ = false;
};

void Connection::set_deadline(SteadyClock::duration from_now) {
  expired_ = false;
  deadline_->set(from_now);
}

void Connection::on_deadline() {
  expired_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  deadline_->set(kCancelAgain);
}

void Connection::stop() {
  stopping_ = true;
  boost::system::error_code ignored;
  if (phase_ == Phase::kIdle) socket_.cancel(ignored);
}

void Connection::close() {
  boost::system::error_code ignored;
  deadline_->close();
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

/// Nothing is received any more once the deadline has passed, also when the bytes were there in time to read
/// them without a wait.
Task<bool> Connection::receive() {
  if (expired_) co_return false;
  const auto room = buffer_.prepare(buffer_.max_size() - buffer_.size());
  const auto [code, size] = co_await socket_.async_read_some(room, kToken);
  buffer_.commit(size);
  co_return !code && size > 0 && !expired_;
}

Task<void> Connection::run() {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  Next next = Next::kRequest;
  while (next == Next::kRequest) next = co_await serve_one();
  if (next == Next::kLinger) co_await linger();
  close();
}

Task<void> Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  set_deadline(kLingerTime);
  std::uint64_t forgotten = 0;
  do {
    forgotten += buffer_.size();
    buffer_.consume(buffer_.size());
  } while (forgotten < kLingerBytes && co_await receive());
}

Task<ReadState> Connection::read_header(RequestReader& reader) {
  phase_ = Phase::kIdle;
  set_deadline(limits_.idle);
  for (;;) {
    const bool begun = buffer_.size() > 0;  // the reader takes away what it has understood
    const ReadState state = reader.read_header(buffer_);
    if (state != ReadState::kNeedMore) co_return state;
    if (begun && phase_ == Phase::kIdle) {
      phase_ = Phase::kReading;
      set_deadline(limits_.header);
    }
    if (stopping_ && phase_ == Phase::kIdle) co_return ReadState::kNeedMore;
    if (!co_await receive()) co_return ReadState::kNeedMore;
  }
}

Task<ReadState> Connection::read_body(RequestReader& reader, std::uint64_t expected) {
  ReadState state = reader.read_body(buffer_);
  if (state != ReadState::kNeedMore) co_return state;
  set_deadline(limits_.body + std::chrono::seconds(expected / kBytesPerBodySecond));
  if (reader.expects_continue()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [code, size] = co_await asio::async_write(socket_, asio::buffer(kContinue), kToken);
    if (code) co_return ReadState::kNeedMore;
  }
  while (state == ReadState::kNeedMore) {
    if (!co_await receive()) co_return state;
    state = reader.read_body(buffer_);
  }
  co_return state;
}

Task<Connection::Next> Connection::serve_one() {
  RequestReader reader(peer_);
  const ReadState head = co_await read_header(reader);
  if (head != ReadState::kDone) co_return co_await give_up(reader, head);
  phase_ = Phase::kReading;
  if (welcome_ == Welcome::kTooMany) co_return co_await refuse(reader, too_many_connections());
  const auto asked = SteadyClock::now();
  Admission admission = application_.admit(reader.request());
  if (admission.pending) admission.answer = co_await std::move(*admission.pending);
  if (admission.answer) co_return co_await answer(reader, *admission.answer, reader.has_body(), asked);

  if (reader.begin_body(admission.body_limit) == ReadState::kBad) {
    co_return co_await give_up(reader, ReadState::kBad);
  }
  const auto expected = reader.has_body() ? reader.announced_bytes().value_or(admission.body_limit) : 0;
  const auto room = limits_.bodies ? limits_.bodies->take(expected) : std::nullopt;
  if (limits_.bodies && !room) co_return co_await refuse(reader, no_room());
  const ReadState body = co_await read_body(reader, expected);
  if (body != ReadState::kDone) co_return co_await give_up(reader, body);
  phase_ = Phase::kAnswering;
  const auto started = reader.has_body() ? SteadyClock::now() : asked;
  const Response response = co_await application_.handle(reader.request());
  co_return co_await answer(reader, response, false, started);
}

/// After a request that did not arrive whole: malformed, too large, too slow, or the client has gone.
Task<Connection::Next> Connection::give_up(RequestReader& reader, ReadState state) {
  if (state == ReadState::kBad) co_return co_await refuse(reader, reader.problem());
  if (!expired_ || phase_ == Phase::kIdle) co_return Next::kClose;
  co_return co_await refuse(reader, too_slow());
}

Task<Connection::Next> Connection::refuse(RequestReader& reader, const BadRequest& problem) {
  const Response response = application_.refuse(reader.request(), problem);
  co_return co_await answer(reader, response, true, SteadyClock::now());
}

Task<Connection::Next> Connection::answer(RequestReader& reader, const Response& response, bool input_left,
                                          SteadyClock::time_point started) {
  const bool was_last = ++answered_ >= limits_.requests_per_connection;
  const bool stays = !input_left && reader.keeps_alive() && !stopping_ && !was_last;
  const std::string_view connection_header = !stays ? "close" : reader.is_http_1_0() ? "keep-alive" : "";
  const bool sent = co_await send(reader.request(), response, connection_header);
  const std::chrono::duration<double> took = SteadyClock::now() - started;
  application_.finished(reader.request(), response, took.count());
  if (!sent) co_return Next::kClose;
  co_return stays ? Next::kRequest : Next::kLinger;
}

Task<bool> Connection::send(const Request& request, const Response& response,
                            std::string_view connection_header) {
  set_deadline(limits_.idle);
  head_.assign("HTTP/1.1 ").append(std::to_string(response.status)).append(1, ' ');
  head_.append(reason_phrase(response.status))
      .append("\r\n")
      .append(date_line())
      .append(response.header_lines());
  if (!request.id.empty()) head_.append("X-Request-Id: ").append(request.id).append("\r\n");
  if (!has_no_content(response.status)) {
    head_.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (!connection_header.empty()) head_.append("Connection: ").append(connection_header).append("\r\n");
  head_.append("\r\n");
  const bool with_body = request.method != "HEAD" && !has_no_content(response.status);
  const std::string_view body = with_body ? std::string_view(response.body) : std::string_view();
  if (body.size() > kCopiedBody) co_return co_await write_both(body);
  head_.append(body);
  const auto [code, size] = co_await asio::async_write(socket_, asio::buffer(head_), kToken);
  co_return !code;
}

Task<bool> Connection::write_both(std::string_view body) {
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head_), asio::buffer(body)};
  const auto [code, size] = co_await asio::async_write(socket_, parts, kToken);
  co_return !code;
}

}  // namespace

BadRequest too_many_connections() {
  return {503, "too_many_connections", "the server has as many connections as it takes; try again later"};
}

void serve_connection(Socket socket, Application& application, ConnectionSet& connections,
                      const HttpLimits& limits, Welcome welcome) {
  const auto executor = socket.get_executor();
  auto connection =
      std::make_shared<Connection>(std::move(socket), application, connections, limits, welcome);
  asio::co_spawn(
      executor, [connection]() -> Task<void> { return connection->run(); },
      [connection](const std::exception_ptr& failure) {
        if (failure) log::error("a connection ended with an unexpected exception");
      });
}

}  // namespace ppc::server
