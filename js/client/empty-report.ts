import type { CacheReport, LayerReport } from './types.js';

/** The report of a cache that was never asked. */
export function emptyReport(): CacheReport {
  const layer = (): LayerReport => ({
    hits: 0,
    meanMs: 0,
    p50Ms: 0,
    p95Ms: 0,
    p99Ms: 0,
    errors: 0,
    entries: 0,
    bytes: 0,
  });
  return {
    requests: 0,
    hits: 0,
    misses: 0,
    hitRate: null,
    meanMs: 0,
    bytesSaved: 0,
    since: 0,
    layers: {
      redux: layer(),
      localStorage: layer(),
      indexedDB: layer(),
      serviceWorker: layer(),
      network: layer(),
    },
    counters: {
      evictions: 0,
      invalidations: 0,
      revalidations: 0,
      retries: 0,
      joined: 0,
      cancelled: 0,
      staleDropped: 0,
      missing: 0,
    },
    gauges: { objectUrls: 0, waiting: 0 },
  };
}
