// What the server counts, in Prometheus' terms. All methods may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace ppc::server {

/// Where requests of one service, route and status are counted. As long-lived as the metrics.
struct RequestSeries {
  prometheus::Counter* requests;
  prometheus::Histogram* seconds;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// See RequestCounter.
  RequestSeries request_series(std::string_view service, std::string_view route, int status);
  void count_url_cache(std::size_t hits, std::size_t misses);
  void count_near_cache(std::size_t hits, std::size_t misses);
  void count_signings(std::size_t signings);
  /// `part` is "object_store" or "url_cache".
  void count_error(std::string_view part);
  void add_connections(int change);
  /// Redis servers whose breaker is in that state ("closed", "open", "half_open"), one count for each event
  /// loop.
  void add_breakers(std::string_view state, int change);
  /// A request that was not allowed ("rate_limited", "unauthenticated", "forbidden") or went over a limit of
  /// the connection: the code of its answer ("header_too_large", "request_timeout", ...).
  void count_refused(std::string_view reason);
  /// The Prometheus text format, version 0.0.4.
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace ppc::server
