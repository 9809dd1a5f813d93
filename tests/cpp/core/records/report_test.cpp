#include "core/records/report.h"

#include <doctest/doctest.h>

#include "../coordinator/record_json.h"

namespace ppc {
namespace {

nlohmann::ordered_json report_of(const Monitor& monitor) {
  return testing::named_report(report_figures(monitor));
}

using Json = nlohmann::ordered_json;

TEST_CASE("a report has a figure for each of its names and no other") {
  CHECK(report_figures(Monitor()).size() == 7 + 5 * 8 + 8 + 2);
}

TEST_CASE("an empty monitor reports zeros and no hit rate") {
  const Json report = report_of(Monitor());
  CHECK(report["requests"] == 0);
  CHECK(report["hitRate"].is_null());
  CHECK(report["meanMs"] == 0);
  CHECK(report["layers"]["redux"]["p99Ms"] == 0);
}

TEST_CASE("a report gives what was counted") {
  Monitor monitor;
  monitor.reset(1'700'000'000'000);
  monitor.record_hits(Layer::kRedux, 18, 9, 180'000);
  monitor.record_answer(Layer::kIndexedDb, 8, 10'000);
  monitor.record_answer(Layer::kNetwork, 350.5, 10'000);
  monitor.record_error(Layer::kServiceWorker);
  monitor.set_fill(Layer::kIndexedDb, 50, 500'000);
  monitor.count(Counter::kStaleDropped, 2);
  monitor.set_object_urls(49);
  monitor.set_waiting(1);
  const Json report = report_of(monitor);
  CHECK(report["requests"] == 20);
  CHECK(report["hits"] == 19);
  CHECK(report["misses"] == 1);
  CHECK(report["hitRate"] == 0.95);
  CHECK(report["meanMs"] == 18.375);
  CHECK(report["bytesSaved"] == 190'000);
  CHECK(report["since"] == 1'700'000'000'000);
  CHECK(report["layers"]["redux"]["hits"] == 18);
  CHECK(report["layers"]["redux"]["p95Ms"] == 0.5);
  CHECK(report["layers"]["network"]["meanMs"] == 350.5);
  CHECK(report["layers"]["serviceWorker"]["errors"] == 1);
  CHECK(report["layers"]["indexedDB"]["entries"] == 50);
  CHECK(report["layers"]["indexedDB"]["bytes"] == 500'000);
  CHECK(report["counters"]["staleDropped"] == 2);
  CHECK(report["gauges"]["objectUrls"] == 49);
  CHECK(report["gauges"]["waiting"] == 1);
}

}  // namespace
}  // namespace ppc
