import { expect, test } from 'vitest';
import { emptyReport, namedReport } from '../../../../js/client/report.js';

/** 0, 1, 2, ...: each figure is its place. */
const PLACES = Array.from({ length: 57 }, (_, place) => place);

test('every figure of the core has its name', () => {
  expect(namedReport(PLACES)).toEqual({
    requests: 0,
    hits: 1,
    misses: 2,
    hitRate: 3,
    meanMs: 4,
    bytesSaved: 5,
    since: 6,
    layers: Object.fromEntries(
      ['redux', 'localStorage', 'indexedDB', 'serviceWorker', 'network'].map((layer, i) => {
        const [hits, meanMs, p50Ms, p95Ms, p99Ms, errors, entries, bytes] = PLACES.slice(7 + 8 * i);
        return [layer, { hits, meanMs, p50Ms, p95Ms, p99Ms, errors, entries, bytes }];
      }),
    ),
    counters: {
      evictions: 47,
      invalidations: 48,
      revalidations: 49,
      retries: 50,
      joined: 51,
      cancelled: 52,
      staleDropped: 53,
      missing: 54,
    },
    gauges: { objectUrls: 55, waiting: 56 },
  });
});

test('there is no hit rate where the core has none, nor in the report of a cache that was never asked', () => {
  expect(namedReport(PLACES.with(3, Number.NaN)).hitRate).toBeNull();
  expect(emptyReport()).toMatchObject({ requests: 0, hitRate: null, gauges: { waiting: 0 } });
});
