#include "core/monitor/monitor.h"

#include <doctest/doctest.h>

#include <limits>

namespace ppc {
namespace {

constexpr Layer kCacheLayers[] = {Layer::kRedux, Layer::kLocalStorage, Layer::kIndexedDb,
                                  Layer::kServiceWorker};

TEST_CASE("an answer of any cache layer is a hit and saves the picture's bytes") {
  for (const Layer layer : kCacheLayers) {
    Monitor monitor;
    monitor.record_answer(layer, 2, 10'000);
    CHECK(monitor.requests() == 1);
    CHECK(monitor.hits() == 1);
    CHECK(monitor.bytes_saved() == 10'000);
    CHECK(monitor.times(layer).count() == 1);
  }
}

TEST_CASE("an answer of the network is a miss and saves nothing") {
  Monitor monitor;
  monitor.record_answer(Layer::kNetwork, 350, 10'000);
  CHECK(monitor.requests() == 1);
  CHECK(monitor.hits() == 0);
  CHECK(monitor.bytes_saved() == 0);
  CHECK(monitor.times(Layer::kNetwork).mean() == 350);
}

TEST_CASE("below 20 requests there is no hit rate") {
  Monitor monitor;
  for (int i = 0; i < 19; ++i) monitor.record_answer(Layer::kRedux, 1, 0);
  CHECK_FALSE(monitor.hit_rate().has_value());
  monitor.record_answer(Layer::kNetwork, 1, 0);
  CHECK(monitor.hit_rate() == 0.95);
}

TEST_CASE("hits that the host answered by itself count one by one with their mean time") {
  Monitor monitor;
  monitor.record_hits(Layer::kRedux, 50, 5, 500'000);
  CHECK(monitor.requests() == 50);
  CHECK(monitor.hits() == 50);
  CHECK(monitor.bytes_saved() == 500'000);
  CHECK(monitor.times(Layer::kRedux).mean() == doctest::Approx(0.1));
  CHECK(monitor.times(Layer::kRedux).percentile(0.99) == doctest::Approx(0.1));
}

TEST_CASE("no hits of the host change nothing") {
  Monitor monitor;
  monitor.record_hits(Layer::kRedux, 0, 0, 0);
  CHECK(monitor.requests() == 0);
  CHECK(monitor.times(Layer::kRedux).mean() == 0);
}

TEST_CASE("the mean is over the requests of all layers") {
  Monitor monitor;
  CHECK(monitor.mean() == 0);
  for (int i = 0; i < 3; ++i) monitor.record_answer(Layer::kRedux, 2, 0);
  monitor.record_answer(Layer::kNetwork, 354, 0);
  CHECK(monitor.mean() == 90);
}

TEST_CASE("each counter counts for itself") {
  Monitor monitor;
  for (int i = 0; i < kCounterCount; ++i) {
    monitor.count(static_cast<Counter>(i), static_cast<std::uint32_t>(i) + 1);
  }
  monitor.count(Counter::kRetries);
  for (int i = 0; i < kCounterCount; ++i) {
    const auto counter = static_cast<Counter>(i);
    const auto once_more = counter == Counter::kRetries ? 1u : 0u;
    CHECK(monitor.counter(counter) == static_cast<std::uint64_t>(i) + 1 + once_more);
  }
}

TEST_CASE("a counter goes on beyond 32 bits") {
  Monitor monitor;
  for (int i = 0; i < 2; ++i) monitor.count(Counter::kJoined, std::numeric_limits<std::uint32_t>::max());
  CHECK(monitor.counter(Counter::kJoined) == 0x1'FFFF'FFFE);
}

TEST_CASE("errors are counted by layer and are no requests") {
  Monitor monitor;
  monitor.record_error(Layer::kIndexedDb);
  monitor.record_error(Layer::kIndexedDb);
  CHECK(monitor.errors(Layer::kIndexedDb) == 2);
  CHECK(monitor.errors(Layer::kNetwork) == 0);
  CHECK(monitor.requests() == 0);
}

TEST_CASE("gauges hold the value set last") {
  Monitor monitor;
  monitor.set_fill(Layer::kIndexedDb, 4, 40'000);
  monitor.set_fill(Layer::kIndexedDb, 5, 50'000);
  monitor.set_object_urls(7);
  monitor.set_waiting(3);
  const auto& fill = monitor.gauges().fill[static_cast<std::size_t>(Layer::kIndexedDb)];
  CHECK(fill.entries == 5);
  CHECK(fill.bytes == 50'000);
  CHECK(monitor.gauges().object_urls == 7);
  CHECK(monitor.gauges().waiting == 3);
}

TEST_CASE("a reset starts counting again and keeps the gauges") {
  Monitor monitor;
  monitor.record_answer(Layer::kRedux, 2, 100);
  monitor.record_error(Layer::kNetwork);
  monitor.count(Counter::kEvictions);
  monitor.set_object_urls(7);
  monitor.reset(12'345);
  CHECK(monitor.since() == 12'345);
  CHECK(monitor.requests() == 0);
  CHECK(monitor.bytes_saved() == 0);
  CHECK(monitor.times(Layer::kRedux).percentile(0.5) == 0);
  CHECK(monitor.errors(Layer::kNetwork) == 0);
  CHECK(monitor.counter(Counter::kEvictions) == 0);
  CHECK(monitor.gauges().object_urls == 7);
}

TEST_CASE("a layer or counter that does not exist counts nothing") {
  Monitor monitor;
  for (const auto layer : {Layer::kNone, static_cast<Layer>(6), static_cast<Layer>(255)}) {
    monitor.record_answer(layer, 1, 1);
    monitor.record_error(layer);
    monitor.set_fill(layer, 1, 1);
    CHECK(monitor.times(layer).count() == 0);
    CHECK(monitor.errors(layer) == 0);
  }
  monitor.count(Counter::kCount);
  CHECK(monitor.counter(Counter::kCount) == 0);
  CHECK(monitor.requests() == 0);
  CHECK(monitor.bytes_saved() == 0);
}

TEST_CASE("a duration that is not a number counts as 0") {
  Monitor monitor;
  monitor.record_answer(Layer::kRedux, std::numeric_limits<double>::quiet_NaN(), 1);
  monitor.record_answer(Layer::kRedux, -4, 1);
  CHECK(monitor.requests() == 2);
  CHECK(monitor.mean() == 0);
}

TEST_CASE("a monitor stays below 16 KB however much it counts") { CHECK(sizeof(Monitor) < 16 * 1024); }

}  // namespace
}  // namespace ppc
