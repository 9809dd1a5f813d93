// The monitor's report as JSON: what window.cacheMonitor.getReport() and the dashboard show. Shape:
//   {"requests":n,"hits":n,"misses":n,"hitRate":0.93|null,"meanMs":x,"bytesSaved":n,"since":ms,
//    "layers":{"redux":{"hits":n,"meanMs":x,"p50Ms":x,"p95Ms":x,"p99Ms":x,"errors":n,"entries":n,"bytes":n},
//              "localStorage":..., "indexedDB":..., "serviceWorker":..., "network":...},
//    "counters":{"evictions":n,"invalidations":n,"revalidations":n,"retries":n,"joined":n,"cancelled":n,
//                "staleDropped":n,"missing":n},
//    "gauges":{"objectUrls":n,"waiting":n}}
#pragma once

#include <string>

#include "core/monitor/monitor.h"

namespace ppc {

/// One line of JSON, times in milliseconds with fractions. "hits" of 'network' are the requests it answered:
/// in the totals they are the misses. A number that is not finite reads null.
std::string write_report(const Monitor& monitor);

}  // namespace ppc
