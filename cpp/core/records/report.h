// The monitor's report as figures in a fixed order; the host names them (js/client/report.ts):
//   requests, hits, misses, hitRate, meanMs, bytesSaved, since,
//   for each of redux, localStorage, indexedDB, serviceWorker, network:
//     hits, meanMs, p50Ms, p95Ms, p99Ms, errors, entries, bytes,
//   for each Counter in its order: its count,
//   objectUrls, waiting
#pragma once

#include <vector>

#include "core/monitor/monitor.h"

namespace ppc {

/// Times in milliseconds with fractions. "hits" of 'network' are the requests it answered: in the totals they
/// are the misses. NaN where there is no hit rate.
std::vector<double> report_figures(const Monitor& monitor);

}  // namespace ppc
