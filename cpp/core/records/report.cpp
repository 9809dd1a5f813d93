#include "core/records/report.h"

#include <limits>

namespace ppc {
namespace {

double figure(std::uint64_t count) { return static_cast<double>(count); }

void add_layer(std::vector<double>& figures, const Monitor& monitor, Layer layer) {
  const Histogram& times = monitor.times(layer);
  const Gauges::Fill& fill = monitor.gauges().fill[static_cast<std::size_t>(layer)];
  figures.insert(figures.end(), {figure(times.count()), times.mean(), times.percentile(0.50),
                                 times.percentile(0.95), times.percentile(0.99),
                                 figure(monitor.errors(layer)), figure(fill.entries), figure(fill.bytes)});
}

}  // namespace

std::vector<double> report_figures(const Monitor& monitor) {
  const std::uint64_t requests = monitor.requests();
  const double no_rate = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> figures{figure(requests),
                              figure(monitor.hits()),
                              figure(requests - monitor.hits()),
                              monitor.hit_rate().value_or(no_rate),
                              monitor.mean(),
                              figure(monitor.bytes_saved()),
                              monitor.since()};
  for (int i = static_cast<int>(Layer::kRedux); i < kLayerCount; ++i)
    add_layer(figures, monitor, static_cast<Layer>(i));
  for (int i = 0; i < kCounterCount; ++i) figures.push_back(figure(monitor.counter(static_cast<Counter>(i))));
  figures.push_back(monitor.gauges().object_urls);
  figures.push_back(monitor.gauges().waiting);
  return figures;
}

}  // namespace ppc
