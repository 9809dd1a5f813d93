// A circuit breaker: after some failures in a row nobody waits for a node any more, until a probe finds it
// well.
#pragma once

#include <algorithm>
#include <chrono>

namespace ppc::server::redis {

enum class BreakerState { kClosed, kOpen, kHalfOpen };

/// Pure: whoever owns it says what happened. Requests pass only while it is closed; probes are the owner's.
class Breaker {
 public:
  using Duration = std::chrono::milliseconds;
  static constexpr int kFailuresToOpen = 3;
  static constexpr Duration kFirstPause{100};
  static constexpr Duration kLongestPause{3000};

  BreakerState state() const { return state_; }
  bool allows_requests() const { return state_ == BreakerState::kClosed; }

  /// True when this failure opened it: a probe is due after pause().
  bool failed() {
    if (state_ != BreakerState::kClosed || ++failures_ < kFailuresToOpen) return false;
    state_ = BreakerState::kOpen;
    pause_ = kFirstPause;
    return true;
  }
  void succeeded() {
    if (state_ == BreakerState::kClosed) failures_ = 0;
  }

  /// How long to wait before the next probe.
  Duration pause() const { return pause_; }
  void probe_begins() { state_ = BreakerState::kHalfOpen; }
  void probe_failed() {
    state_ = BreakerState::kOpen;
    pause_ = std::min(pause_ * 2, kLongestPause);
  }
  void probe_succeeded() {
    state_ = BreakerState::kClosed;
    failures_ = 0;
  }

 private:
  BreakerState state_ = BreakerState::kClosed;
  int failures_ = 0;
  Duration pause_ = kFirstPause;
};

}  // namespace ppc::server::redis
