// One Redis server as everybody of an event loop shares it: one connection, commands pipelined, reconnected
// by itself, with a breaker.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "server/base/event.h"
#include "server/redis/breaker.h"
#include "server/redis/command.h"
#include "server/redis/connection.h"
#include "server/redis/reply.h"
#include "server/redis/settings.h"

namespace ppc::server::redis {

/// Finds the server anew before each connection: its address is fixed, or asked from sentinels.
using Locate = std::function<Task<Result<net::Address>>()>;

/// For one event loop. Always owned by a shared_ptr; close() ends what it does by itself.
class Node : public std::enable_shared_from_this<Node> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Node(Executor executor, const Settings& settings, Locate locate)
      : executor_(std::move(executor)), settings_(settings), locate_(std::move(locate)) {
    settings_.on_breaker(breaker_.state(), +1);
  }
  ~Node() { settings_.on_breaker(breaker_.state(), -1); }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// One reply for each command, in order, within the command timeout and before the deadline; without an
  /// answer in time, or while the breaker is open, kUnavailable for each at once. Commands of several callers
  /// share a round trip.
  Task<Replies> run(Commands commands, TimePoint deadline = TimePoint::max());
  BreakerState state() const { return breaker_.state(); }
  void close();

 private:
  /// What one caller waits for.
  struct Batch {
    Batch(const Executor& executor, std::size_t commands) : expected(commands), done(executor) {}
    std::size_t expected;
    Replies replies;
    Event done;
    std::optional<Error> failure;
    TimePoint sent_at;
  };
  using Batches = std::deque<std::shared_ptr<Batch>>;

  std::optional<Error> refusal(std::size_t commands) const;
  void send(const std::shared_ptr<Batch>& batch, const Commands& commands);
  Replies outcome(Batch& batch, TimePoint::duration longest);
  void note_failure(const Error& error);
  template <class Step>
  void change_breaker(Step step);

  Task<void> connect_and_serve();
  Task<Result<Done>> connect();
  Task<void> write_all(std::shared_ptr<Connection> connection);
  Task<void> read_all(std::shared_ptr<Connection> connection);
  bool deliver(Reply reply);
  void lose_connection(const Error& error);
  void drop_silent_connection();

  Task<void> probe_until_well();
  Task<bool> probe();
  Task<bool> answers_ping(std::chrono::milliseconds longest);

  Executor executor_;
  Settings settings_;
  Locate locate_;
  Breaker breaker_;
  std::shared_ptr<Connection> connection_;
  bool connecting_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::string outgoing_;      // formatted, not yet written
  Batches waiting_;           // in the order of their bytes in outgoing_ or of their replies
  std::size_t commands_ = 0;  // of waiting_
  std::string last_problem_;
};

}  // namespace ppc::server::redis
