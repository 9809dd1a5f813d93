// The open connections of a server, so that it can end gracefully.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <unordered_set>
#include <utility>

namespace ppc::server {

/// Something that ends by itself soon after it was asked to.
class Stoppable {
 public:
  virtual void stop() = 0;

 protected:
  ~Stoppable() = default;
};

/// How many connections all event loops of a server have.
using ConnectionCount = std::atomic<std::size_t>;

/// For one event loop.
class ConnectionSet {
 public:
  /// `on_change` is told +1 and -1.
  ConnectionSet(ConnectionCount& count, std::function<void(int)> on_change)
      : count_(count), on_change_(std::move(on_change)) {}

  void add(Stoppable* connection) {
    open_.insert(connection);
    ++count_;
    on_change_(+1);
  }
  void remove(Stoppable* connection) {
    open_.erase(connection);
    --count_;
    on_change_(-1);
    if (open_.empty() && on_empty_) std::exchange(on_empty_, nullptr)();
  }
  /// Of all event loops.
  std::size_t size() const { return count_; }
  /// Asks every connection to stop; `on_empty` is called once, when the last is gone, at once if there is
  /// none.
  void stop(std::function<void()> on_empty) {
    if (open_.empty()) return on_empty();
    on_empty_ = std::move(on_empty);
    const auto now_open = open_;
    for (Stoppable* connection : now_open) connection->stop();
  }
  /// Takes back what stop() was given: `on_empty` is not called any more.
  void forget_on_empty() { on_empty_ = nullptr; }

 private:
  std::unordered_set<Stoppable*> open_;
  ConnectionCount& count_;
  std::function<void(int)> on_change_;
  std::function<void()> on_empty_;
};

}  // namespace ppc::server
