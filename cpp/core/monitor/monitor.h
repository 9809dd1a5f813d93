// What the cache did, counted: requests and times per layer, bytes saved, and everything unusual.
// Design, section 8. A request is one resolve of one picture for one consumer; it is a hit of the layer that
// answered; an answer by the network is a miss. Memory is bounded.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

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

class Monitor {
 public:
  /// A request was answered by `layer` after `duration`; `bytes`: size of the picture, 0 when unknown.
  void record_answer(Layer layer, Millis duration, std::uint32_t bytes);
  /// The host answered `count` requests from the snapshot table by itself (L0): their summed time and sizes.
  void record_hits(Layer layer, std::uint32_t count, Millis total_duration, std::uint64_t total_bytes);
  void count(Counter counter, std::uint32_t by = 1);
  void record_error(Layer layer);
  void set_fill(Layer layer, std::uint64_t entries, std::uint64_t bytes);
  void set_object_urls(std::uint32_t live);
  void set_waiting(std::uint32_t waiting);
  void reset(Millis now);

  std::uint64_t requests() const;
  std::uint64_t hits() const;  // of every layer but the network
  /// hits / requests; nothing below 20 requests.
  std::optional<double> hit_rate() const;
  std::uint64_t bytes_saved() const;
  std::uint64_t counter(Counter counter) const;
  std::uint64_t errors(Layer layer) const;
  const Histogram& times(Layer layer) const;
  const Gauges& gauges() const;
  Millis since() const;
};

}  // namespace ppc
