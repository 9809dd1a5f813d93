#include "core/records/report.h"

#include "core/base/names.h"
#include "core/records/json_writer.h"

namespace ppc {
namespace {

void write_totals(JsonWriter& json, const Monitor& monitor) {
  json.count("requests", monitor.requests());
  json.count("hits", monitor.hits());
  json.count("misses", monitor.requests() - monitor.hits());
  if (const auto rate = monitor.hit_rate()) {
    json.number("hitRate", *rate);
  } else {
    json.null("hitRate");
  }
  json.number("meanMs", monitor.mean());
  json.count("bytesSaved", monitor.bytes_saved());
  json.number("since", monitor.since());
}

void write_layer(JsonWriter& json, const Monitor& monitor, Layer layer) {
  const Histogram& times = monitor.times(layer);
  const Gauges::Fill& fill = monitor.gauges().fill[static_cast<std::size_t>(layer)];
  json.begin_object(layer_name(layer));
  json.count("hits", times.count());
  json.number("meanMs", times.mean());
  json.number("p50Ms", times.percentile(0.50));
  json.number("p95Ms", times.percentile(0.95));
  json.number("p99Ms", times.percentile(0.99));
  json.count("errors", monitor.errors(layer));
  json.count("entries", fill.entries);
  json.count("bytes", fill.bytes);
  json.end_object();
}

void write_layers(JsonWriter& json, const Monitor& monitor) {
  json.begin_object("layers");
  for (int i = static_cast<int>(Layer::kRedux); i < kLayerCount; ++i) {
    write_layer(json, monitor, static_cast<Layer>(i));
  }
  json.end_object();
}

void write_counters(JsonWriter& json, const Monitor& monitor) {
  json.begin_object("counters");
  for (int i = 0; i < kCounterCount; ++i) {
    const auto counter = static_cast<Counter>(i);
    json.count(counter_name(counter), monitor.counter(counter));
  }
  json.end_object();
}

void write_gauges(JsonWriter& json, const Gauges& gauges) {
  json.begin_object("gauges");
  json.count("objectUrls", gauges.object_urls);
  json.count("waiting", gauges.waiting);
  json.end_object();
}

}  // namespace

std::string write_report(const Monitor& monitor) {
  JsonWriter json;
  json.begin_object();
  write_totals(json, monitor);
  write_layers(json, monitor);
  write_counters(json, monitor);
  write_gauges(json, monitor.gauges());
  json.end_object();
  return json.take();
}

}  // namespace ppc
