// The machine's clock, optionally shifted: a server that lives a day ahead shows what tomorrow brings.
#pragma once

#include <chrono>

#include "server/ports/clock.h"

namespace ppc::server {

class SystemClock final : public Clock {
 public:
  explicit SystemClock(Millis offset = 0) : offset_(offset) {}
  Millis now() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<Millis>(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()) +
           offset_;
  }

 private:
  Millis offset_;
};

}  // namespace ppc::server
