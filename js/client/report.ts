import type { CacheReport, LayerReport } from './types.js';

const TOTALS = ['requests', 'hits', 'misses', 'hitRate', 'meanMs', 'bytesSaved', 'since'] as const;
const LAYERS = ['redux', 'localStorage', 'indexedDB', 'serviceWorker', 'network'] as const;
const OF_LAYER = ['hits', 'meanMs', 'p50Ms', 'p95Ms', 'p99Ms', 'errors', 'entries', 'bytes'] as const;
const COUNTERS = [
  'evictions',
  'invalidations',
  'revalidations',
  'retries',
  'joined',
  'cancelled',
  'staleDropped',
  'missing',
] as const;
const GAUGES = ['objectUrls', 'waiting'] as const;

const COUNT = TOTALS.length + LAYERS.length * OF_LAYER.length + COUNTERS.length + GAUGES.length;

/** The core's figures by their names, in the order of cpp/core/records/report.h. */
export function namedReport(figures: readonly number[]): CacheReport {
  let at = 0;
  const take = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
    Object.fromEntries(names.map((name) => [name, figures[at++] ?? 0])) as Record<Name, number>;
  const { hitRate, ...totals } = take(TOTALS);
  const layers = LAYERS.map((layer): [string, LayerReport] => [layer, take(OF_LAYER)]);
  return {
    ...totals,
    hitRate: Number.isNaN(hitRate) ? null : hitRate,
    layers: Object.fromEntries(layers) as CacheReport['layers'],
    counters: take(COUNTERS),
    gauges: take(GAUGES),
  };
}

/** The report of a cache that was never asked. */
export function emptyReport(): CacheReport {
  return { ...namedReport(new Array<number>(COUNT).fill(0)), hitRate: null };
}
