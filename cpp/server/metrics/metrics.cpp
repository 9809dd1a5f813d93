#include "server/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ppc::server {
namespace {

prometheus::Family<prometheus::Counter>& counter(prometheus::Registry& registry, const char* name,
                                                 const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Histogram::BucketBoundaries latency_buckets() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      counter(registry, "ppc_http_requests_total", "Answered requests.");
  prometheus::Family<prometheus::Histogram>& seconds = prometheus::BuildHistogram()
                                                           .Name("ppc_http_request_seconds")
                                                           .Help("Time from the whole request to its answer.")
                                                           .Register(registry);
  prometheus::Family<prometheus::Counter>& url_cache =
      counter(registry, "ppc_url_cache_lookups_total", "Lookups in the cache of signed URLs.");
  prometheus::Family<prometheus::Counter>& errors = counter(
      registry, "ppc_backend_errors_total", "Operations that the URL cache or the object store failed.");
  prometheus::Family<prometheus::Counter>& refused =
      counter(registry, "ppc_http_refused_total", "Requests that their sender may not make, or not now.");
  prometheus::Counter& hits = url_cache.Add({{"result", "hit"}});
  prometheus::Counter& misses = url_cache.Add({{"result", "miss"}});
  prometheus::Family<prometheus::Counter>& near_cache =
      counter(registry, "ppc_near_cache_lookups_total",
              "Lookups in the memory of this server, before the shared cache.");
  prometheus::Counter& near_hits = near_cache.Add({{"result", "hit"}});
  prometheus::Counter& near_misses = near_cache.Add({{"result", "miss"}});
  prometheus::Counter& signings = counter(registry, "ppc_signings_total", "URLs signed.").Add({});
  prometheus::Gauge& connections = prometheus::BuildGauge()
                                       .Name("ppc_http_connections")
                                       .Help("Open connections.")
                                       .Register(registry)
                                       .Add({});
  prometheus::Family<prometheus::Gauge>& breakers =
      prometheus::BuildGauge()
          .Name("ppc_redis_breakers")
          .Help("Connections to Redis servers by the state of their circuit breaker.")
          .Register(registry);
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  // Present from the start, so that a rate over them is never "no data".
  families_->errors.Add({{"part", "object_store"}});
  families_->errors.Add({{"part", "url_cache"}});
  for (const char* state : {"closed", "open", "half_open"}) families_->breakers.Add({{"state", state}});
  for (const char* reason : {"rate_limited", "unauthenticated", "forbidden"}) {
    families_->refused.Add({{"reason", reason}});
  }
}

Metrics::~Metrics() = default;

RequestSeries Metrics::request_series(std::string_view service, std::string_view route, int status) {
  const std::map<std::string, std::string> labels = {{"service", std::string(service)},
                                                     {"route", std::string(route)}};
  auto with_status = labels;
  with_status.emplace("status", std::to_string(status));
  return {&families_->requests.Add(with_status), &families_->seconds.Add(labels, latency_buckets())};
}

void Metrics::count_url_cache(std::size_t hits, std::size_t misses) {
  if (hits > 0) families_->hits.Increment(static_cast<double>(hits));
  if (misses > 0) families_->misses.Increment(static_cast<double>(misses));
}

void Metrics::count_near_cache(std::size_t hits, std::size_t misses) {
  if (hits > 0) families_->near_hits.Increment(static_cast<double>(hits));
  if (misses > 0) families_->near_misses.Increment(static_cast<double>(misses));
}

void Metrics::count_signings(std::size_t signings) {
  families_->signings.Increment(static_cast<double>(signings));
}

void Metrics::count_error(std::string_view part) {
  families_->errors.Add({{"part", std::string(part)}}).Increment();
}

void Metrics::add_connections(int change) { families_->connections.Increment(change); }

void Metrics::add_breakers(std::string_view state, int change) {
  families_->breakers.Add({{"state", std::string(state)}}).Increment(change);
}

void Metrics::count_refused(std::string_view reason) {
  families_->refused.Add({{"reason", std::string(reason)}}).Increment();
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace ppc::server
