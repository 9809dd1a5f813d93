#include "core/monitor/monitor.h"

#include <cstddef>

namespace ppc {
namespace {

/// Below this a hit rate says more about chance than about the cache (design, section 8).
constexpr std::uint64_t kFewestRequests = 20;

constexpr std::array<std::string_view, kCounterCount> kCounterNames = {
    "evictions", "invalidations", "revalidations", "retries",
    "joined",    "cancelled",     "staleDropped",  "missing"};

constexpr std::size_t index_of(Layer layer) { return static_cast<std::size_t>(layer); }
constexpr std::size_t index_of(Counter counter) { return static_cast<std::size_t>(counter); }

bool is_real(Layer layer) { return layer != Layer::kNone && index_of(layer) < kLayerCount; }
bool is_real(Counter counter) { return index_of(counter) < kCounterCount; }

}  // namespace

std::string_view counter_name(Counter counter) {
  return is_real(counter) ? kCounterNames[index_of(counter)] : std::string_view{};
}

void Monitor::record_answer(Layer layer, Millis duration, std::uint32_t bytes) {
  record_hits(layer, 1, duration, bytes);
}

void Monitor::record_hits(Layer layer, std::uint32_t count, Millis total_duration,
                          std::uint64_t total_bytes) {
  if (!is_real(layer) || count == 0) return;
  counts_.times[index_of(layer)].record_many(total_duration / count, count);
  if (layer != Layer::kNetwork) counts_.bytes_saved += total_bytes;
}

void Monitor::count(Counter counter, std::uint32_t by) {
  if (is_real(counter)) counts_.counters[index_of(counter)] += by;
}

void Monitor::record_error(Layer layer) {
  if (is_real(layer)) ++counts_.errors[index_of(layer)];
}

void Monitor::set_fill(Layer layer, std::uint64_t entries, std::uint64_t bytes) {
  if (is_real(layer)) gauges_.fill[index_of(layer)] = {entries, bytes};
}

void Monitor::set_object_urls(std::uint32_t live) { gauges_.object_urls = live; }

void Monitor::set_waiting(std::uint32_t waiting) { gauges_.waiting = waiting; }

void Monitor::reset(Millis now) {
  counts_ = {};
  since_ = now;
}

std::uint64_t Monitor::requests() const {
  std::uint64_t sum = 0;
  for (const Histogram& times : counts_.times) sum += times.count();
  return sum;
}

std::uint64_t Monitor::hits() const { return requests() - times(Layer::kNetwork).count(); }

std::optional<double> Monitor::hit_rate() const {
  const std::uint64_t all = requests();
  if (all < kFewestRequests) return std::nullopt;
  return static_cast<double>(hits()) / static_cast<double>(all);
}

Millis Monitor::mean() const {
  Millis sum = 0;
  for (const Histogram& times : counts_.times) sum += times.total();
  const std::uint64_t all = requests();
  return all == 0 ? 0 : sum / static_cast<double>(all);
}

std::uint64_t Monitor::counter(Counter counter) const {
  return is_real(counter) ? counts_.counters[index_of(counter)] : 0;
}

std::uint64_t Monitor::errors(Layer layer) const {
  return is_real(layer) ? counts_.errors[index_of(layer)] : 0;
}

const Histogram& Monitor::times(Layer layer) const {
  return counts_.times[is_real(layer) ? index_of(layer) : 0];
}

}  // namespace ppc
