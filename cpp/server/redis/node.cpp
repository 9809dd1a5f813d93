#include "server/redis/node.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "server/base/log.h"
#include "server/base/pause.h"

namespace ppc::server::redis {
namespace {

using Clock = std::chrono::steady_clock;

/// A connection whose oldest command is so many timeouts old is taken for dead.
constexpr int kSilentTimeouts = 4;

/// Answers after which the connection is of no use: the server is no master any more, or wants a new login.
bool ends_connection(const Reply& reply) {
  return reply.is_error("READONLY") || reply.is_error("MASTERDOWN") || reply.is_error("NOAUTH");
}

Task<Result<Done>> expect_master(Connection& connection, const net::Address& address) {
  Command role;
  role.arguments.emplace_back("ROLE");
  const auto reply = co_await connection.ask(std::move(role));
  if (!reply.ok()) co_return reply.error();
  if (reply.value().is_error("NOPERM")) {
    co_return Error{ErrorKind::kUnavailable,
                    address.text() + " does not say whether it is the master: " + reply.value().text +
                        "; the user that --redis names needs the rule +role"};
  }
  const auto& list = reply.value().list;
  if (!list.empty() && list.front().text == "master") co_return Done{};
  co_return Error{ErrorKind::kUnavailable, address.text() + " is not the master (any more)"};
}

std::string within(Clock::duration time) {
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return " within " + std::to_string(millis) + " ms";
}

template <class Start>
void spawn(const Executor& executor, const std::shared_ptr<Node>& node, Start start) {
  boost::asio::co_spawn(executor, std::move(start), [node](const std::exception_ptr& failure) {
    if (failure) log::error("redis: a task ended with an unexpected exception");
  });
}

}  // namespace

Task<Replies> Node::run(Commands commands, TimePoint deadline) {
  const auto self = shared_from_this();
  if (const auto error = refusal(commands.size())) {
    co_return Replies(commands.size(), Result<Reply>(*error));
  }
  const auto batch = std::make_shared<Batch>(executor_, commands.size());
  send(batch, commands);
  const auto longest = std::min<Clock::duration>(settings_.command_timeout, deadline - batch->sent_at);
  co_await batch->done.wait_for(longest);
  co_return outcome(*batch, longest);
}

std::optional<Error> Node::refusal(std::size_t commands) const {
  if (closed_) return Error{ErrorKind::kUnavailable, "redis: the server is stopping"};
  if (!breaker_.allows_requests())
    return Error{ErrorKind::kUnavailable, "redis is not asked: " + last_problem_};
  if (commands_ + commands > settings_.queue_limit) {
    return Error{ErrorKind::kUnavailable,
                 "redis: " + std::to_string(settings_.queue_limit) + " commands wait for one server already"};
  }
  return std::nullopt;
}

void Node::send(const std::shared_ptr<Batch>& batch, const Commands& commands) {
  for (const auto& command : commands) append_wire(outgoing_, command);
  batch->sent_at = Clock::now();
  batch->replies.reserve(batch->expected);
  waiting_.push_back(batch);
  commands_ += batch->expected;
  const auto self = shared_from_this();
  if (connection_ && !writing_) {
    writing_ = true;
    spawn(executor_, self, [self] { return self->write_all(self->connection_); });
  } else if (!connection_ && !connecting_) {
    connecting_ = true;
    spawn(executor_, self, [self] { return self->connect_and_serve(); });
  }
}

/// What the caller is told of a batch that ended, or did not in time; the breaker learns of it.
Replies Node::outcome(Batch& batch, Clock::duration longest) {
  std::optional<Error> problem = batch.failure;
  if (!batch.done.happened()) {
    problem = Error{ErrorKind::kUnavailable, "no answer" + within(longest)};
    drop_silent_connection();
  }
  for (const auto& reply : batch.replies) {
    if (!says_unavailable(reply.value())) continue;
    problem = Error{ErrorKind::kUnavailable, reply.value().text};
    if (ends_connection(reply.value())) lose_connection(*problem);
    break;
  }
  // A server that others left little time says nothing by being late.
  const bool cut_short = !batch.done.happened() && longest < settings_.command_timeout / 2;
  if (problem && !cut_short) {
    note_failure(*problem);
  } else if (!problem) {
    breaker_.succeeded();
  }
  // Of a batch that timed out the replies may still come: it keeps its own list.
  Replies replies = batch.done.happened() ? std::move(batch.replies) : batch.replies;
  const Error missing = problem.value_or(Error{ErrorKind::kUnavailable, "no answer"});
  replies.resize(batch.expected, Result<Reply>(missing));
  return replies;
}

template <class Step>
void Node::change_breaker(Step step) {
  const BreakerState before = breaker_.state();
  step(breaker_);
  if (breaker_.state() == before) return;
  settings_.on_breaker(before, -1);
  settings_.on_breaker(breaker_.state(), +1);
}

void Node::note_failure(const Error& error) {
  last_problem_ = error.message;
  bool opened = false;
  change_breaker([&](Breaker& breaker) { opened = breaker.failed(Clock::now()); });
  if (!opened || closed_) return;
  log::warning("redis: " + error.message + "; going on without it until it answers again");
  const auto self = shared_from_this();
  spawn(executor_, self, [self] { return self->probe_until_well(); });
}

Task<void> Node::connect_and_serve() {
  const auto connected = co_await connect();
  connecting_ = false;
  if (!connected.ok()) {
    lose_connection(connected.error());
    co_return;
  }
  const auto self = shared_from_this();
  const auto connection = connection_;
  if (!outgoing_.empty()) {
    writing_ = true;
    spawn(executor_, self, [self, connection] { return self->write_all(connection); });
  }
  co_await read_all(connection);
}

Task<Result<Done>> Node::connect() {
  auto address = co_await locate_();
  if (!address.ok()) co_return address.error();
  const auto end = Clock::now() + settings_.connect_timeout;
  auto connection = co_await Connection::open(executor_, address.value(), settings_.tls, login_of(settings_),
                                              settings_.connect_timeout);
  if (!connection.ok()) co_return connection.error();
  if (settings_.topology == Topology::kSentinel) {
    connection.value()->stream().set_deadline(end - Clock::now());
    const auto is_master = co_await expect_master(*connection.value(), address.value());
    if (!is_master.ok()) co_return is_master.error();
    connection.value()->stream().clear_deadline();
  }
  if (closed_) co_return Error{ErrorKind::kUnavailable, "redis: the server is stopping"};
  connection_ = std::move(connection.value());
  co_return Done{};
}

Task<void> Node::write_all(std::shared_ptr<Connection> connection) {
  while (connection == connection_ && !outgoing_.empty()) {
    const std::string bytes = std::exchange(outgoing_, {});
    const auto written = co_await connection->write(bytes);
    if (!written.ok() && connection == connection_) lose_connection(written.error());
  }
  if (connection == connection_ || !connection_) writing_ = false;
}

Task<void> Node::read_all(std::shared_ptr<Connection> connection) {
  while (connection == connection_) {
    auto reply = co_await connection->read_reply();
    if (connection != connection_) break;
    if (!reply.ok()) {
      lose_connection(reply.error());
    } else if (!deliver(std::move(reply.value()))) {
      lose_connection({ErrorKind::kUnavailable, "an answer came that nobody had asked for"});
    }
  }
}

bool Node::deliver(Reply reply) {
  if (waiting_.empty()) return false;
  const auto batch = waiting_.front();
  batch->replies.emplace_back(std::move(reply));
  --commands_;
  if (batch->replies.size() == batch->expected) {
    waiting_.pop_front();
    batch->done.set();
  }
  return true;
}

/// Nobody waits any longer for what was sent: the replies are lost with the connection.
void Node::lose_connection(const Error& error) {
  if (const auto connection = std::exchange(connection_, nullptr)) {
    connection->stream().close();
    settings_.on_lost();
  }
  writing_ = false;
  outgoing_.clear();
  commands_ = 0;
  for (const auto& batch : std::exchange(waiting_, {})) {
    batch->failure = error;
    batch->done.set();
  }
}

void Node::drop_silent_connection() {
  if (waiting_.empty() || !connection_) return;
  const auto age = Clock::now() - waiting_.front()->sent_at;
  if (age < kSilentTimeouts * settings_.command_timeout) return;
  lose_connection({ErrorKind::kUnavailable, "the server has been silent for too long"});
}

Task<void> Node::probe_until_well() {
  while (!closed_) {
    co_await pause_for(breaker_.pause());
    change_breaker([](Breaker& breaker) { breaker.probe_begins(); });
    if (co_await probe()) {
      change_breaker([](Breaker& breaker) { breaker.probe_succeeded(Clock::now()); });
      log::info("redis: it answers again");
      co_return;
    }
    change_breaker([](Breaker& breaker) { breaker.probe_failed(); });
  }
}

/// That a connection has to be made first does not count against a server; an answer that comes too late for
/// requests does.
Task<bool> Node::probe() {
  if (!connection_) {
    const bool connected = co_await answers_ping(settings_.connect_timeout);
    if (!connected) co_return false;
  }
  co_return co_await answers_ping(settings_.command_timeout);
}

Task<bool> Node::answers_ping(std::chrono::milliseconds longest) {
  Commands ping(1);
  ping.front().arguments.emplace_back("PING");
  const auto batch = std::make_shared<Batch>(executor_, ping.size());
  send(batch, ping);
  co_await batch->done.wait_for(longest);
  const bool well =
      batch->done.happened() && !batch->failure && !says_unavailable(batch->replies.front().value());
  if (!well) {
    last_problem_ = batch->failure ? batch->failure->message : "no answer to a PING" + within(longest);
    lose_connection({ErrorKind::kUnavailable, last_problem_});
  }
  co_return well;
}

void Node::close() {
  closed_ = true;
  lose_connection({ErrorKind::kUnavailable, "redis: the server is stopping"});
}

}  // namespace ppc::server::redis
