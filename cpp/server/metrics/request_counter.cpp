#include "server/metrics/request_counter.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace ppc::server {

void RequestCounter::count(std::string_view route, int status, double seconds) {
  const RequestSeries& found = series(route, status);
  found.seconds->Observe(seconds);
  found.requests->Increment();
}

const RequestSeries& RequestCounter::series(std::string_view route, int status) {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& known) {
    return known.status == status && known.route == route;
  });
  if (found != known_.end()) return found->series;
  known_.push_back({route, status, metrics_.request_series(service_, route, status)});
  return known_.back().series;
}

}  // namespace ppc::server
