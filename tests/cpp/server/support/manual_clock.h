// Time stands still until a test moves it.
#pragma once

#include "core/ttl/lifetimes.h"
#include "server/ports/clock.h"

namespace ppc::server::test {

class ManualClock final : public Clock {
 public:
  Millis now() const override { return now_; }
  void advance(Millis by) { now_ += by; }
  void set(Millis to) { now_ = to; }

 private:
  Millis now_ = 1'790'000'000'000;
};

}  // namespace ppc::server::test
