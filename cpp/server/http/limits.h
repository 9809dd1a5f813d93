// What one connection may use.
#pragma once

#include <chrono>
#include <cstddef>

#include "server/http/body_budget.h"

namespace ppc::server {

struct HttpLimits {
  std::chrono::milliseconds idle{60000};  // until the next request begins, and for the peer to take an answer
  std::chrono::milliseconds header{10000};  // from the first wait for the rest of a header to its end
  /// From the header's end to the body's, plus a second for each 64 KB announced or allowed.
  std::chrono::milliseconds body{20000};
  std::size_t connections = 4096;
  std::size_t requests_per_connection = 10000;  // after the last the connection is closed
  BodyBudget* bodies = nullptr;                 // of all connections; null: no bound
};

inline constexpr std::size_t kHeaderLimit = 8192;

}  // namespace ppc::server
