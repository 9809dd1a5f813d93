// The open connections of a server, so that it can end gracefully.
#pragma once

#include <cstddef>
#include <functional>
#include <unordered_set>

namespace ppc::server {

/// Something that ends by itself soon after it was asked to.
class Stoppable {
 public:
  virtual void stop() = 0;

 protected:
  ~Stoppable() = default;
};

/// For one thread.
class ConnectionSet {
 public:
  /// `on_change` is told the number of open connections.
  explicit ConnectionSet(std::function<void(std::size_t)> on_change) : on_change_(std::move(on_change)) {}

  void add(Stoppable* connection) {
    open_.insert(connection);
    on_change_(open_.size());
  }
  void remove(Stoppable* connection) {
    open_.erase(connection);
    on_change_(open_.size());
    if (open_.empty() && on_empty_) on_empty_();
  }
  std::size_t size() const { return open_.size(); }
  /// Asks every connection to stop; `on_empty` is called when the last is gone, at once if there is none.
  void stop(std::function<void()> on_empty) {
    on_empty_ = std::move(on_empty);
    if (open_.empty()) return on_empty_();
    const auto now_open = open_;
    for (Stoppable* connection : now_open) connection->stop();
  }
  /// Ends what stop() began: `on_empty` is not called any more.
  void forget_on_empty() { on_empty_ = nullptr; }

 private:
  std::unordered_set<Stoppable*> open_;
  std::function<void(std::size_t)> on_change_;
  std::function<void()> on_empty_;
};

}  // namespace ppc::server
