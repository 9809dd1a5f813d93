// A circuit breaker: after some failures in a row nobody waits for a node any more, until a probe finds it
// well.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace ppc::server::redis {

enum class BreakerState { kClosed, kOpen, kHalfOpen };

/// Pure: whoever owns it says what happened. Requests pass only while it is closed; probes are the owner's.
class Breaker {
 public:
  using Duration = std::chrono::milliseconds;
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr int kFailuresToOpen = 3;
  static constexpr Duration kFirstPause{100};
  static constexpr Duration kLongestPause{3000};
  /// One that opens again so soon after it closed has not found the node well: its pause goes on growing.
  static constexpr Duration kRelapse{10'000};

  BreakerState state() const { return state_; }
  bool allows_requests() const { return state_ == BreakerState::kClosed; }

  /// True when this failure opened it: a probe is due after pause().
  bool failed(TimePoint now) {
    if (state_ != BreakerState::kClosed || ++failures_ < kFailuresToOpen) return false;
    state_ = BreakerState::kOpen;
    const bool relapsed = closed_at_ && now - *closed_at_ < kRelapse;
    pause_ = relapsed ? std::min(pause_ * 2, kLongestPause) : kFirstPause;
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
  void probe_succeeded(TimePoint now) {
    state_ = BreakerState::kClosed;
    failures_ = 0;
    closed_at_ = now;
  }

 private:
  BreakerState state_ = BreakerState::kClosed;
  int failures_ = 0;
  Duration pause_ = kFirstPause;
  std::optional<TimePoint> closed_at_;  // by a probe
};

}  // namespace ppc::server::redis
