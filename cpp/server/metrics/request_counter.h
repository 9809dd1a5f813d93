// Counts the requests that one event loop answers for one service.
#pragma once

#include <string_view>
#include <vector>

#include "server/metrics/metrics.h"

namespace ppc::server {

/// To find a time series by its labels costs more than all else that is counted of a request, and there are
/// few: they are remembered. Not for use by two threads at once.
class RequestCounter {
 public:
  /// `service` is "api" or "store"; a string literal. The metrics must outlive it.
  RequestCounter(Metrics& metrics, std::string_view service) : metrics_(metrics), service_(service) {}

  /// `route` is one of a fixed set, never a path; a string literal.
  void count(std::string_view route, int status, double seconds);

 private:
  struct Known {
    std::string_view route;
    int status;
    RequestSeries series;
  };

  const RequestSeries& series(std::string_view route, int status);

  Metrics& metrics_;
  std::string_view service_;
  std::vector<Known> known_;
};

}  // namespace ppc::server
