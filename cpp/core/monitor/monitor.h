// What the cache did, counted: requests and times per layer, bytes saved, and everything unusual.
// Design, section 8. A request is one resolve of one picture for one consumer; it is a hit of the layer that
// answered; an answer by the network is a miss. Memory is bounded (about 12 KB).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/types.h"
#include "core/monitor/histogram.h"

namespace ppc {

enum class Counter : std::uint8_t {
  kEvictions,
  kInvalidations,
  kRevalidations,
  kRetries,
  kJoined,        // requests that joined a lookup under way
  kCancelled,     // lookups whose last waiter left
  kStaleDropped,  // completions of an older generation
  kMissing,       // answers "no picture"
  kCount,
};
inline constexpr int kCounterCount = static_cast<int>(Counter::kCount);

/// 'evictions', 'invalidations', 'revalidations', 'retries', 'joined', 'cancelled', 'staleDropped',
/// 'missing'; empty for anything else. tests/scenarios/vocabulary.json holds the same list.
std::string_view counter_name(Counter counter);

/// A moment's values, gathered by the coordinator and the host.
struct Gauges {
  struct Fill {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
  };
  std::array<Fill, kLayerCount> fill;  // by Layer; the host's part comes through Monitor::set_fill()
  std::uint32_t object_urls = 0;
  std::uint32_t waiting = 0;
};

/// Layer::kNone, a layer or a counter that does not exist and a duration that is not a number come from a
/// host's mistake: the first two count nothing, the last counts as 0.
class Monitor {
 public:
  /// A request was answered by `layer` after `duration`; `bytes`: size of the picture, 0 when unknown.
  void record_answer(Layer layer, Millis duration, std::uint32_t bytes);
  /// The host answered `count` requests from the snapshot table by itself (L0): their summed time and sizes.
  /// Each counts with the mean of them.
  void record_hits(Layer layer, std::uint32_t count, Millis total_duration, std::uint64_t total_bytes);
  void count(Counter counter, std::uint32_t by = 1);
  void record_error(Layer layer);
  void set_fill(Layer layer, std::uint64_t entries, std::uint64_t bytes);
  void set_object_urls(std::uint32_t live);
  void set_waiting(std::uint32_t waiting);
  /// Everything counted starts again at 0. Gauges stay: what they measure is still there.
  void reset(Millis now);

  std::uint64_t requests() const;
  std::uint64_t hits() const;  // of every layer but the network
  /// hits / requests; nothing below 20 requests.
  std::optional<double> hit_rate() const;
  /// Over the requests of all layers; 0 without one.
  Millis mean() const;
  /// Sizes of the pictures that a cache layer answered.
  std::uint64_t bytes_saved() const { return counts_.bytes_saved; }
  std::uint64_t counter(Counter counter) const;
  std::uint64_t errors(Layer layer) const;
  /// The empty histogram for a layer that does not exist.
  const Histogram& times(Layer layer) const;
  const Gauges& gauges() const { return gauges_; }
  /// When counting began (the last reset), on the caller's clock.
  Millis since() const { return since_; }

 private:
  struct Counts {
    std::array<std::uint64_t, kCounterCount> counters{};
    std::array<std::uint64_t, kLayerCount> errors{};
    std::array<Histogram, kLayerCount> times;  // that of Layer::kNone stays empty
    std::uint64_t bytes_saved = 0;
  };

  Counts counts_;
  Gauges gauges_;
  Millis since_ = 0;
};

}  // namespace ppc
