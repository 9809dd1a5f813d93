#include "core/monitor/histogram.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

namespace ppc {
namespace {

constexpr double kFractions[] = {0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

Millis exact_percentile(std::vector<Millis> samples, double fraction) {
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(samples.size())));
  return samples[std::max<std::size_t>(rank, 1) - 1];
}

/// The largest relative error of any percentile over many sets of samples. `quantile` turns a number in (0,
/// 1) into a duration.
double worst_error(const std::function<Millis(double)>& quantile) {
  std::mt19937_64 random(20'240'229);
  double worst = 0;
  for (const std::size_t size : {1u, 2u, 3u, 20u, 100u, 999u, 5000u}) {
    Histogram histogram;
    std::vector<Millis> samples;
    for (std::size_t i = 0; i < size; ++i) {
      samples.push_back(quantile((static_cast<double>(random() >> 11) + 0.5) / 0x1p53));
      histogram.record(samples.back());
    }
    for (const double fraction : kFractions) {
      const Millis exact = exact_percentile(samples, fraction);
      worst = std::max(worst, std::abs(histogram.percentile(fraction) - exact) / exact);
    }
  }
  return worst;
}

TEST_CASE("percentiles of evenly spread durations are within 5 %") {
  CHECK(worst_error([](double u) { return 0.001 + u * 400; }) < 0.05);
}

TEST_CASE("percentiles of exponentially spread durations are within 5 %") {
  CHECK(worst_error([](double u) { return 0.001 - 50 * std::log(u); }) < 0.05);
}

TEST_CASE("percentiles over the whole range, 1 us to 10 min, are within 5 %") {
  CHECK(worst_error([](double u) { return 0.001 * std::pow(6e8, u); }) < 0.05);
}

TEST_CASE("percentiles of durations with a heavy tail are within 5 %") {
  CHECK(worst_error([](double u) { return std::min(2 * std::pow(u, -1.2), 600'000.0); }) < 0.05);
}

TEST_CASE("percentiles of two far-apart groups, hits and misses, are within 5 %") {
  CHECK(worst_error([](double u) { return u < 0.93 ? 0.02 + u / 100 : 300 + 1000 * (u - 0.93); }) < 0.05);
}

TEST_CASE("percentiles of durations cut to the browser's 0.1 ms are within 5 %") {
  CHECK(worst_error([](double u) { return std::ceil(u * 80) / 10; }) < 0.05);
}

TEST_CASE("percentiles of whole milliseconds, powers of two included, are within 5 %") {
  CHECK(worst_error([](double u) { return std::ceil(u * 1024); }) < 0.05);
}

TEST_CASE("the percentile of equal durations is that duration") {
  Histogram histogram;
  for (int i = 0; i < 100; ++i) histogram.record(8.3);
  for (const double fraction : kFractions) CHECK(histogram.percentile(fraction) == 8.3);
}

TEST_CASE("the lowest and the highest percentile do not leave the samples") {
  Histogram histogram;
  histogram.record(100);
  histogram.record(104);
  CHECK(histogram.percentile(0) >= 100);
  CHECK(histogram.percentile(1) <= 104);
}

TEST_CASE("a percentile outside 0 to 1 is that of the nearest end") {
  Histogram histogram;
  histogram.record(1);
  histogram.record(1000);
  CHECK(histogram.percentile(-3) == histogram.percentile(0));
  CHECK(histogram.percentile(7) == histogram.percentile(1));
  CHECK(histogram.percentile(1) > 900);
}

TEST_CASE("an empty histogram has count, mean and percentiles of 0") {
  const Histogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.percentile(0.99) == 0);
}

TEST_CASE("the mean is exact") {
  Histogram histogram;
  histogram.record(1.5);
  histogram.record(2.5);
  histogram.record_many(10, 2);
  CHECK(histogram.count() == 4);
  CHECK(histogram.mean() == 6);
}

TEST_CASE("a duration recorded many times weighs as many samples") {
  Histogram histogram;
  histogram.record_many(1, 98);
  histogram.record_many(500, 2);
  CHECK(histogram.percentile(0.98) == doctest::Approx(1).epsilon(0.05));
  CHECK(histogram.percentile(0.99) == doctest::Approx(500).epsilon(0.05));
}

TEST_CASE("a duration recorded no times leaves no trace") {
  Histogram histogram;
  histogram.record_many(500, 0);
  CHECK(histogram.count() == 0);
  CHECK(histogram.mean() == 0);
}

TEST_CASE("a negative duration and one that is not a number count as 0") {
  Histogram histogram;
  histogram.record(-5);
  histogram.record(std::numeric_limits<double>::quiet_NaN());
  histogram.record(-kNever);
  CHECK(histogram.count() == 3);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.percentile(1) == 0);
}

TEST_CASE("durations below a microsecond are counted and keep their mean") {
  Histogram histogram;
  histogram.record_many(0.000025, 1000);
  CHECK(histogram.mean() == doctest::Approx(0.000025));
  CHECK(histogram.percentile(0.99) == 0.000025);
}

TEST_CASE("durations beyond the range count in the last bucket") {
  Histogram histogram;
  histogram.record(1);
  histogram.record(kNever);
  histogram.record(1e300);
  CHECK(histogram.count() == 3);
  CHECK(std::isfinite(histogram.mean()));
  CHECK(histogram.percentile(0.99) > 600'000);
  CHECK(std::isfinite(histogram.percentile(0.99)));
}

TEST_CASE("a bucket that is full does not start again at 0") {
  Histogram histogram;
  histogram.record_many(1, 1ull << 32);
  histogram.record_many(1, 1ull << 40);
  histogram.record(100);
  CHECK(histogram.count() == (1ull << 32) + (1ull << 40) + 1);
  CHECK(histogram.percentile(0.5) == doctest::Approx(1).epsilon(0.05));
  CHECK(histogram.percentile(1) == 100);
}

TEST_CASE("a histogram takes about 2 KB however much it counts") { CHECK(sizeof(Histogram) < 2100); }

}  // namespace
}  // namespace ppc
