// The wall clock as a port, so that tests move it.
#pragma once

#include "core/base/types.h"

namespace ppc::server {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since the epoch.
  virtual Millis now() const = 0;
};

}  // namespace ppc::server
