#include "server/http_client/client.h"

#include <algorithm>

namespace ppc::server::http_client {
namespace {

using Clock = std::chrono::steady_clock;

/// Up to here head and body leave in one write: one packet more or less, against one copy.
constexpr std::size_t kOneWrite = 16 * 1024;

Task<Result<Done>> write(net::Stream& stream, const Request& request) {
  std::string head = request_head(request);
  if (request.body.size() <= kOneWrite) {
    head += request.body;
    co_return co_await stream.write(head);
  }
  const auto begun = co_await stream.write(head);
  if (!begun.ok()) co_return begun.error();
  co_return co_await stream.write(request.body);
}

}  // namespace

Client::Client(const Executor& executor, net::Address address, net::TlsContext tls, Limits limits)
    : pool_(std::make_shared<ConnectionPool>(executor, std::move(address), std::move(tls), limits.pool)),
      body_limit_(limits.body) {}

Error Client::failed(std::string_view what) const {
  return {ErrorKind::kUnavailable, pool_->address().text() + ": " + std::string(what)};
}

Task<Result<Response>> Client::send(const Request& request, TimePoint deadline) {
  const auto begun = Clock::now();
  bool fresh = false;
  for (;;) {
    auto lease = co_await pool_->take(deadline, fresh);
    if (!lease.ok()) co_return lease.error();
    // Whoever got a place when most of the time was over says nothing of the server when there is no answer.
    const TimePoint since = lease.value().since();
    const bool waited = lease.value().queued() && since - begun > deadline - since;
    Connection& connection = *lease.value();
    connection.stream->set_deadline(std::max(Clock::duration(1), deadline - Clock::now()));
    bool keeps_alive = false;
    auto outcome = co_await exchange(connection, request, keeps_alive);
    if (keeps_alive) lease.value().keep();
    const bool was_closed = !outcome.result.ok() && !outcome.answered && connection.used_before;
    const bool over = Clock::now() >= deadline;
    if (over && waited && !outcome.result.ok()) co_return pool_->busy();
    if (!was_closed || over) co_return std::move(outcome.result);
    // Closed by the other side while nobody looked: the request was not, or not wholly, read.
    pool_->drop_idle();
    fresh = true;
  }
}

Task<Client::Exchange> Client::exchange(Connection& connection, const Request& request, bool& keeps_alive) {
  const auto written = co_await write(*connection.stream, request);
  if (!written.ok()) co_return Exchange{written.error()};
  const bool to_head = request.method == "HEAD";
  co_return co_await receive(connection, to_head, keeps_alive);
}

Task<Client::Exchange> Client::receive(Connection& connection, bool to_head, bool& keeps_alive) {
  ResponseReader reader(to_head, body_limit_);
  ReceiveBuffer& buffer = connection.buffer;
  bool answered = false;
  ReadState state = ReadState::kNeedMore;
  while (state == ReadState::kNeedMore) {
    const auto room = buffer.prepare(buffer.max_size() - buffer.size());
    const auto size = co_await connection.stream->read_some(room);
    if (!size.ok()) {
      if (!answered || reader.end() != ReadState::kDone) co_return Exchange{size.error(), answered};
      state = ReadState::kDone;
      break;
    }
    answered = true;
    buffer.commit(size.value());
    state = reader.read(buffer);
  }
  if (state == ReadState::kBad) co_return Exchange{failed(reader.problem()), answered};
  // Bytes that nobody asked for: whatever they are, they would be read as the next answer.
  keeps_alive = reader.keeps_alive() && buffer.size() == 0;
  co_return Exchange{reader.take(), answered};
}

}  // namespace ppc::server::http_client
