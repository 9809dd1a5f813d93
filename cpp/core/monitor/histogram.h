// Durations in logarithmic buckets: bounded memory, percentiles within 5 % of the true value.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/types.h"

namespace ppc {

class Histogram {
 public:
  /// Counts one duration. Negative or NaN counts as 0; values above the range count in the last bucket.
  void record(Millis duration);
  void record_many(Millis duration, std::uint64_t times);
  std::uint64_t count() const;
  /// 0 when empty.
  Millis mean() const;
  /// The duration that `fraction` (0 to 1) of the samples do not exceed (nearest rank); 0 when empty.
  Millis percentile(double fraction) const;

 private:
  // Range 1 us to 10 min; the implementer's choice of buckets must keep the error under 5 %.
};

}  // namespace ppc
