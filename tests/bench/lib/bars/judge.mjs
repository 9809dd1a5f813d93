import { find } from '../samples.mjs';
import { medianOf } from '../statistics.mjs';
import { IN_MEMORY } from './in-memory.mjs';
import { JOURNEY } from './journey.mjs';
import { KNOWN_MISSES } from './known-misses.mjs';

export const BARS = [...JOURNEY, ...IN_MEMORY];

/** How far over its bar a figure may be before the short form fails: the machine is noisy. */
const GROSS = 2;
/** The same of what was reached where the bar is missed: what was reached is to be kept. */
const SLACK = 1.25;

function lostBeyond({ group, what, bar, limit, exact = false }) {
  if (exact) return limit;
  const known = KNOWN_MISSES.find((miss) => miss.group === group && miss.what === what && miss.bar === bar);
  return Math.max(GROSS * limit, SLACK * (known?.reached ?? 0));
}

/**
 * Each bar beside what was measured: { group, what, bar, ours, other, value, met, lost }. `met` is null when it was not measured. `lost`: by
 * more than the noise; with `isShort` also what the short benchmark should have measured and did not, as there is nothing to compare then.
 */
export function judge(samples, { bars = BARS, isShort = false } = {}) {
  const values = (query) => find(samples, query)?.values ?? [];
  const figures = { values, median: (query) => medianOf(values(query)) };
  return bars.map((requirement) => {
    const { group, what, bar, limit, isLongOnly = false, measure } = requirement;
    const { value, ours, other } = measure(figures);
    const met = Number.isNaN(value) ? null : value <= limit;
    const lost = met === null ? isShort && !isLongOnly : value > lostBeyond(requirement);
    return { group, what, bar, ours, other, value, met, lost };
  });
}
