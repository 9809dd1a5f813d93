// Durations in logarithmic buckets: bounded memory, percentiles within 5 % of the true value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/types.h"

namespace ppc {

/// Range 2^-10 ms (about 1 us) to 2^20 ms (17 min). Each doubling is cut into 16 buckets of equal width, and
/// a bucket stands for the value whose relative error to both its ends is the same: 3.03 % at most. About 2
/// KB.
class Histogram {
 public:
  /// Counts one duration. Negative or NaN counts as 0; values above the range count in the last bucket.
  void record(Millis duration) { record_many(duration, 1); }
  void record_many(Millis duration, std::uint64_t times);
  std::uint64_t count() const { return count_; }
  /// The sum of all durations; what was above the range counts as the range's end.
  Millis total() const { return total_; }
  /// 0 when empty.
  Millis mean() const;
  /// The duration that `fraction` (0 to 1) of the samples do not exceed (nearest rank); 0 when empty.
  /// Never outside the smallest and the largest sample. A sample below the range reads as the smallest one.
  Millis percentile(double fraction) const;

 private:
  static constexpr int kLowestPower = -10;
  static constexpr int kPowers = 30;
  static constexpr int kBucketsPerPower = 16;
  static constexpr std::size_t kBuckets = kPowers * kBucketsPerPower;

  static std::size_t bucket_of(Millis duration);
  static Millis value_of(std::size_t bucket);

  std::array<std::uint32_t, kBuckets> buckets_{};  // a full one stays at its maximum
  std::uint32_t below_ = 0;                        // samples below the range
  std::uint64_t count_ = 0;
  Millis total_ = 0;
  Millis smallest_ = kNever;
  Millis largest_ = 0;
};

}  // namespace ppc
