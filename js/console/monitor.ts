import type { CacheMonitor, CacheReport, LayerName, PictureSnapshot } from '../client/types.js';
import { formatBytes, formatCount, formatDuration, formatRate } from './figures.js';
import { redactUrl } from './redact.js';

/** What the console needs of a cache. */
export interface MonitorSource {
  getReport(): CacheReport;
  reset(): void;
  recordHit(userId: string, layer: LayerName, ms: number): void;
  /** Every picture that is known in memory. */
  pictures(): readonly PictureSnapshot[];
}

/** From the fastest layer to the slowest: L0 to L4. */
export const LAYERS: readonly LayerName[] = [
  'redux',
  'localStorage',
  'indexedDB',
  'serviceWorker',
  'network',
];

const HELP = `Profile picture cache: what this page's cache did.

  cacheMonitor.report()       prints the figures of each layer, and returns them
  cacheMonitor.getReport()    returns them without printing
  cacheMonitor.export()       the figures and every known picture as JSON text; URLs without their query
  cacheMonitor.reset()        starts counting anew
  cacheMonitor.recordHit(userId, layer, ms)
                              counts a hit by hand; layer is ${LAYERS.map((layer) => `'${layer}'`).join(', ')}
  cacheMonitor.help()         prints this

A request is one lookup of one picture for one component. An answer by 'network' is a miss. The hit rate needs 20 requests.
`;

function tableOf(report: CacheReport): Record<string, Record<string, number | string>> {
  const rows = LAYERS.map((name, level) => {
    const layer = report.layers[name];
    const row = {
      answers: layer.hits,
      mean: formatDuration(layer.meanMs),
      p50: formatDuration(layer.p50Ms),
      p95: formatDuration(layer.p95Ms),
      p99: formatDuration(layer.p99Ms),
      errors: layer.errors,
      pictures: layer.entries,
      size: formatBytes(layer.bytes),
    };
    return [`L${level} ${name}`, row] as const;
  });
  return Object.fromEntries(rows);
}

function summaryOf(report: CacheReport): string {
  const { requests, counters } = report;
  return [
    `Profile picture cache: ${formatCount(requests)} requests, hit rate ${formatRate(report.hitRate)}`,
    `mean ${formatDuration(report.meanMs)}, ${formatBytes(report.bytesSaved)} saved`,
    `${counters.joined} joined, ${counters.retries} retries`,
  ].join(', ');
}

function exportOf(source: MonitorSource): string {
  const pictures = source.pictures().map((picture) => ({
    ...picture,
    url: picture.url === null ? null : redactUrl(picture.url),
    error: picture.error === null ? null : { code: picture.error.code, message: picture.error.message },
  }));
  return JSON.stringify({ report: source.getReport(), pictures }, null, 2);
}

/** The console API of one cache. */
export function createMonitor(source: MonitorSource): CacheMonitor {
  return {
    report() {
      const report = source.getReport();
      console.log(summaryOf(report));
      console.table(tableOf(report));
      return report;
    },
    getReport: () => source.getReport(),
    recordHit: (userId, layer, ms) => source.recordHit(userId, layer, ms),
    reset: () => source.reset(),
    export: () => exportOf(source),
    help: () => console.log(HELP),
  };
}
