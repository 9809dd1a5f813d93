// What Redis refuses is told in the log, in its own words, but not for each request.
#pragma once

#include <chrono>

#include "server/redis/reply.h"

namespace ppc::server {

/// For one event loop.
class Refusals {
 public:
  /// Tells of the first that is an error, with the rule that is missing when it is a matter of rights. What
  /// says only that a server is not well just now is the breaker's business.
  void note(const redis::Replies& replies);

 private:
  void tell(const redis::Reply& reply);

  std::chrono::steady_clock::time_point next_{};
};

}  // namespace ppc::server
