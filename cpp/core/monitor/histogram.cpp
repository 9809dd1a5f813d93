#include "core/monitor/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/bit_cast.h"

namespace ppc {
namespace {

constexpr Millis kLowest = 1.0 / 1024;        // 2^-10 ms
constexpr Millis kHighest = 1024.0 * 1024.0;  // 2^20 ms

void add_saturating(std::uint32_t& bucket, std::uint64_t times) {
  constexpr std::uint64_t kFull = std::numeric_limits<std::uint32_t>::max();
  bucket = static_cast<std::uint32_t>(std::min(bucket + std::min(times, kFull), kFull));
}

}  // namespace

// An IEEE 754 double holds its power of two, and below it the position inside that doubling: its upper bits
// are the number of the bucket, without a logarithm.
std::size_t Histogram::bucket_of(Millis duration) {
  static_assert(std::numeric_limits<double>::is_iec559 && kBucketsPerPower == 16);
  const auto upper_bits = bit_cast<std::uint64_t>(duration) >> 48;
  constexpr auto kFirst = bit_cast<std::uint64_t>(kLowest) >> 48;
  return std::min(static_cast<std::size_t>(upper_bits - kFirst), kBuckets - 1);
}

Millis Histogram::value_of(std::size_t bucket) {
  constexpr auto kFirst = bit_cast<std::uint64_t>(kLowest) >> 48;
  const auto low = bit_cast<double>((kFirst + bucket) << 48);
  const auto high = bit_cast<double>((kFirst + bucket + 1) << 48);
  return 2 * low * high / (low + high);
}

void Histogram::record_many(Millis duration, std::uint64_t times) {
  if (times == 0) return;
  const Millis sample = duration > 0 ? std::min(duration, kHighest) : 0;
  add_saturating(sample < kLowest ? below_ : buckets_[bucket_of(sample)], times);
  count_ += times;
  total_ += sample * static_cast<double>(times);
  smallest_ = std::min(smallest_, sample);
  largest_ = std::max(largest_, sample);
}

Millis Histogram::mean() const { return count_ == 0 ? 0 : total_ / static_cast<double>(count_); }

Millis Histogram::percentile(double fraction) const {
  if (count_ == 0) return 0;
  // Not count_: a full bucket holds fewer samples than were recorded.
  const double samples = std::accumulate(buckets_.begin(), buckets_.end(), static_cast<double>(below_));
  const double rank = std::clamp(std::ceil(fraction * samples), 1.0, samples);
  double seen = below_;
  if (seen >= rank) return smallest_;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen >= rank) return std::clamp(value_of(bucket), smallest_, largest_);
  }
  return largest_;
}

}  // namespace ppc
