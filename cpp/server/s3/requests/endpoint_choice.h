// Which of several endpoints of one store to ask.
#pragma once

#include <chrono>
#include <vector>

namespace ppc::server::s3 {

/// Prefers the first. One that failed is left out for a while; then a single request tries it, and only when
/// that succeeds do the others follow. When all have failed, the one that failed first is tried.
class EndpointChoice {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit EndpointChoice(std::size_t count, std::chrono::milliseconds rest = std::chrono::seconds(5))
      : sound_again_(count), rest_(rest) {}

  std::size_t pick(TimePoint now) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < sound_again_.size(); ++i) {
      if (sound_again_[i] <= now) return take(i, now);
      if (sound_again_[i] < sound_again_[best]) best = i;
    }
    return best;
  }
  /// True when it had been thought sound.
  bool failed(std::size_t index, TimePoint now) {
    const bool news = sound_again_[index] == TimePoint{};
    sound_again_[index] = now + rest_;
    return news;
  }
  void succeeded(std::size_t index) { sound_again_[index] = {}; }
  bool has_other(std::size_t index, TimePoint now) const {
    for (std::size_t i = 0; i < sound_again_.size(); ++i) {
      if (i != index && sound_again_[i] <= now) return true;
    }
    return false;
  }

 private:
  std::size_t take(std::size_t index, TimePoint now) {
    const bool was_failing = sound_again_[index] != TimePoint{};
    if (was_failing && sound_again_.size() > 1) sound_again_[index] = now + rest_;
    return index;
  }

  std::vector<TimePoint> sound_again_;  // the epoch: it works
  std::chrono::milliseconds rest_;
};

}  // namespace ppc::server::s3
