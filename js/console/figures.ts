/** How the monitor's figures are written for people, in the console and in the dashboard. */

/** '93.4 %'; 'N/A' while there are too few requests for a rate. */
export function formatRate(rate: number | null): string {
  return rate === null ? 'N/A' : `${(rate * 100).toFixed(rate === 1 || rate === 0 ? 0 : 1)} %`;
}

/** '0.04 ms', '8.3 ms', '350 ms', '2.1 s'. */
export function formatDuration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 100) return `${Math.round(ms)} ms`;
  if (ms >= 1 || ms === 0) return `${Number(ms.toFixed(1))} ms`;
  return ms < 0.01 ? '<0.01 ms' : `${ms.toFixed(2)} ms`;
}

/** '12,345'. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** '0 B', '412 kB', '1.4 MB'; decimal units. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
