/**
 * What the package has to reach, as a requirement: { group, what, bar, limit, exact, isLongOnly, measure }. `measure` takes
 * { median, values }, both of a description of samples (see ../samples.mjs), and gives { value, ours, other }: the number that must not be
 * above `limit`, our figure and the figure beside it as text; `value` is NaN when it was not measured. `exact`: a count, which has no
 * tolerance in any round. `isLongOnly`: the short benchmark does not measure it.
 */

import { showNumber } from '../text.mjs';

export const OURS = 'profile-picture-cache';
const NAMES = { [OURS]: 'ours', tanstack: 'TanStack', limit: 'the limit', map: 'Map', redux: 'Redux' };

/** Several figures of the same unit: "43.2 / 43.3 ms". */
export function inUnit(values, unit) {
  const list = [values].flat();
  const text = list.map(showNumber).join(' / ');
  return unit === '' || list.every(Number.isNaN) ? text : `${text} ${unit}`;
}

export const named = (contender, values, unit) => `${NAMES[contender]} ${inUnit(values, unit)}`;

/** NaN when one of them is, or when there is none. */
export const most = (values) =>
  values.length === 0 || values.some((value) => Number.isNaN(value)) ? Number.NaN : Math.max(...values);

/** The figure of one description is at most `limit`. */
export function atMost(limit, { query, unit = '', scale = 1, note = '', ...rest }) {
  return {
    ...rest,
    limit,
    measure: ({ median }) => {
      const value = median({ ...query, contender: OURS });
      return { value, ours: inUnit(value / scale, unit), other: note };
    },
  };
}

/** Our count is `wanted` in every round of every description. `needed`: those of them without which nothing can be said. */
export function exactly(wanted, { queries, needed = queries.slice(0, 1), beside = null, ...rest }) {
  return {
    ...rest,
    bar: rest.bar ?? String(wanted),
    limit: 0,
    exact: true,
    measure: ({ values, median }) => {
      const countsOf = (query) => values({ ...query, contender: OURS });
      const counts = needed.every((query) => countsOf(query).length > 0) ? queries.flatMap(countsOf) : [];
      const off = counts.map((count) => Math.abs(count - wanted));
      const worst = counts[off.indexOf(most(off))] ?? Number.NaN;
      const theirs = beside === null ? '' : named(beside, median({ ...queries[0], contender: beside }), '');
      return { value: most(off), ours: inUnit(worst, ''), other: theirs };
    },
  };
}
