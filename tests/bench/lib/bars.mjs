/**
 * What the package has to reach, each as a requirement: { group, what, bar, limit, exact, unit, measure }. `measure` takes a look-up of medians
 * and gives { value, ours, other }: the number that must not be above `limit`, our figure and the figure beside it as text; `value` is NaN
 * when it was not measured. `exact`: a count, which has no tolerance.
 */

import { KNOWN_MISSES } from './known-misses.mjs';
import { find } from './samples.mjs';
import { medianOf } from './statistics.mjs';
import { showNumber } from './text.mjs';

const OURS = 'profile-picture-cache';
const NAMES = { [OURS]: 'ours', tanstack: 'TanStack', limit: 'the limit', map: 'Map', redux: 'Redux' };
const KB = 1024;

const inUnit = (value, unit) =>
  Number.isFinite(value) ? `${showNumber(value)}${unit === '' ? '' : ` ${unit}`}` : '–';
const named = (contender, value, unit) => `${NAMES[contender]} ${inUnit(value, unit)}`;
const most = (values) => (values.some((value) => Number.isNaN(value)) ? Number.NaN : Math.max(...values));

const visitOf = (visit, protocol = 'http1', friends = 50) => ({
  bench: 'journey',
  visit,
  friends,
  protocol,
  cpu: 1,
});

/** Our time of a visit is at most `limit` times another contender's. */
function against(contender, limit, bar, visit, protocol, group) {
  const names = { http1: 'HTTP/1.1', http2: 'HTTP/2' };
  return {
    group,
    what: `time, ${names[protocol]}`,
    bar,
    limit,
    measure: (get) => {
      const query = { ...visitOf(visit, protocol), metric: 'allPixelsMs' };
      const [ours, theirs] = [get({ ...query, contender: OURS }), get({ ...query, contender })];
      return { value: ours / theirs, ours: inUnit(ours, 'ms'), other: named(contender, theirs, 'ms') };
    },
  };
}

/** Our own figure is at most `limit`; `exact` when it is a count. `beside`: a contender whose figure stands beside it. */
function atMost(limit, { group, what, bar, unit = '', exact = false, beside = null, query }) {
  return {
    group,
    what,
    bar,
    limit,
    exact,
    measure: (get) => {
      const value = get({ ...query, contender: OURS });
      const other = beside === null ? '' : named(beside, get({ ...query, contender: beside }), unit);
      return { value, ours: inUnit(value, unit), other };
    },
  };
}

/** Our count is exactly `wanted`. */
function exactly(wanted, options) {
  const { measure, ...rest } = atMost(0, { ...options, exact: true });
  return {
    ...rest,
    measure: (get) => {
      const measured = measure(get);
      return { ...measured, value: Math.abs(measured.value - wanted) };
    },
  };
}

const VISIT_1 = 'visit 1, cold, 50 friends';
const VISIT_2 = 'visit 2, same session';
const VISIT_3 = 'visit 3, refresh';
const VISIT_4 = 'visit 4, next day';
const VISIT_5 = 'visit 5, offline, day 3';

const firstFrame = (group, visit) =>
  exactly(0, {
    group,
    what: 'frames painted without all fifty',
    bar: '0',
    beside: 'tanstack',
    query: { ...visitOf(visit), metric: 'framesWithout' },
  });

const count = (group, visit, what, wanted, metric) =>
  exactly(wanted, {
    group,
    what,
    bar: String(wanted),
    beside: 'tanstack',
    query: { ...visitOf(visit), metric },
  });

/** A visit that does not show all has no time; here it counts. */
const everybody = {
  group: 'every visit, 50 friends',
  what: 'pictures shown, at least',
  bar: '50',
  limit: 0,
  exact: true,
  measure: (get) => {
    const shown = [1, 2, 3, 4, 5].map((visit) =>
      get({ ...visitOf(visit), contender: OURS, metric: 'shown' }),
    );
    const least = shown.some(Number.isNaN) ? Number.NaN : Math.min(...shown);
    return { value: 50 - least, ours: inUnit(least, ''), other: '' };
  },
};

const JOURNEY = [
  everybody,
  against('tanstack', 1 / 5, '1/5 of TanStack', 1, 'http1', VISIT_1),
  against('tanstack', 0.6, '0.6 of TanStack', 1, 'http2', VISIT_1),
  against('limit', 1.15, '1.15 of the limit', 1, 'http1', VISIT_1),
  count(VISIT_1, 1, 'backend calls', 1, 'backendCalls'),
  against('tanstack', 0.6, '0.6 of TanStack', 2, 'http1', VISIT_2),
  firstFrame(VISIT_2, 2),
  against('tanstack', 1 / 4, '1/4 of TanStack', 3, 'http1', VISIT_3),
  count(VISIT_3, 3, 'backend calls', 0, 'backendCalls'),
  count(VISIT_3, 3, 'image requests', 0, 'imageRequests'),
  firstFrame(VISIT_3, 3),
  against('tanstack', 1 / 40, '1/40 of TanStack', 4, 'http1', VISIT_4),
  against('tanstack', 1 / 10, '1/10 of TanStack', 4, 'http2', VISIT_4),
  against('limit', 2, '2x the limit', 4, 'http1', VISIT_4),
  count(VISIT_4, 4, 'backend calls', 1, 'backendCalls'),
  count(VISIT_4, 4, 'of them after the pictures were shown', 1, 'lateCalls'),
  count(VISIT_4, 4, 'image bytes', 0, 'imageBytes'),
  count(VISIT_5, 5, 'pictures shown', 50, 'shown'),
  atMost(150, {
    group: VISIT_5,
    what: 'time, HTTP/1.1',
    bar: '150 ms',
    unit: 'ms',
    beside: 'tanstack',
    query: { ...visitOf(5), metric: 'allPixelsMs' },
  }),
];

/** The visit whose time grows most from 50 to 500 friends. */
function growth(get, contender) {
  const times = (friends) =>
    [1, 2, 3, 4, 5].map((visit) =>
      get({ ...visitOf(visit, 'http1', friends), contender, metric: 'allPixelsMs' }),
    );
  const few = times(50);
  return times(500).map((time, i) => time / few[i]);
}

const MANY = [
  {
    group: '500 friends',
    what: 'slowest visit, against 50 friends',
    bar: '12x',
    limit: 12,
    measure: (get) => {
      const value = most(growth(get, OURS));
      const theirs = Math.max(...growth(get, 'tanstack').filter((ratio) => Number.isFinite(ratio)));
      return { value, ours: inUnit(value, 'x'), other: named('tanstack', theirs, 'x') };
    },
  },
  {
    group: '500 friends',
    what: 'longest main-thread task at 1x',
    bar: '50 ms',
    limit: 50,
    measure: (get) => {
      const longest = (contender) =>
        most(
          [1, 2, 3, 4, 5].map((visit) =>
            get({ ...visitOf(visit, 'http1', 500), contender, metric: 'longestTaskMs' }),
          ),
        );
      const value = longest(OURS);
      return { value, ours: inUnit(value, 'ms'), other: named('tanstack', longest('tanstack'), 'ms') };
    },
  },
];

const SIZES = [100, 10_000, 100_000];
const HOT = 'hot read of a hit';

/** Medians of the sizes that were measured: the hundred pictures that a page shows, of so many. */
function reads(get, contender) {
  const times = SIZES.map((pictures) =>
    get({ bench: 'hot-path', contender, pictures, which: 'shown', metric: 'readNs' }),
  );
  return times.filter((time) => Number.isFinite(time));
}

function hotRead(what, bar, limit, contender, compare) {
  return {
    group: HOT,
    what,
    bar,
    limit,
    measure: (get) => {
      const [ours, theirs] = [reads(get, OURS), reads(get, contender)];
      const value = ours.length < 2 ? Number.NaN : compare(ours, theirs);
      const range = (times) => times.map(showNumber).join(' / ');
      return { value, ours: `${range(ours)} ns`, other: `${NAMES[contender]} ${range(theirs)} ns` };
    },
  };
}

const IN_MEMORY = [
  hotRead('against Map.get', '1.5x', 1.5, 'map', (ours, map) => most(ours.map((time, i) => time / map[i]))),
  hotRead('against TanStack', '30x faster', 1 / 30, 'tanstack', (ours, theirs) =>
    most(ours.map((time, i) => time / theirs[i])),
  ),
  hotRead(
    '100 to 100 000 pictures',
    'within 20 %',
    1.2,
    'map',
    (ours) => Math.max(...ours) / Math.min(...ours),
  ),
  exactly(0, {
    group: HOT,
    what: 'calls into WebAssembly',
    bar: '0',
    query: { bench: 'hot-path', pictures: 10_000, metric: 'readCalls' },
  }),
];

const STORE = { bench: 'store', pictures: 1000 };

const CHANGE = [
  exactly(1, {
    group: 'one change',
    what: 'subscribers of the picture woken',
    bar: 'all (1)',
    query: { ...STORE, subscribers: 10_000, metric: 'ownWoken' },
  }),
  exactly(0, {
    group: 'one change',
    what: 'other subscribers woken, of 10 000',
    bar: '0',
    beside: 'redux',
    query: { ...STORE, subscribers: 10_000, metric: 'othersWoken' },
  }),
  {
    group: 'one change',
    what: 'cost with 10 000 others, against 1',
    bar: 'the same (1.5x)',
    limit: 1.5,
    measure: (get) => {
      const cost = (contender, subscribers) => get({ ...STORE, contender, subscribers, metric: 'changeUs' });
      const [many, one] = [cost(OURS, 10_000), cost(OURS, 1)];
      const theirs = `Redux ${inUnit(cost('redux', 10_000), 'µs')}, ${named('tanstack', cost('tanstack', 10_000), 'µs')}`;
      return { value: many / one, ours: `${inUnit(many, 'µs')} against ${inUnit(one, 'µs')}`, other: theirs };
    },
  },
];

const startUp = (cpu, limit) => ({
  group: 'start-up to first L1 hit',
  what: `at ${cpu}x`,
  bar: `${limit} ms`,
  limit,
  measure: (get) => {
    const time = (codeCache) =>
      get({ bench: 'start-up', contender: OURS, cpu, codeCache, metric: 'toHitMs' });
    const value = time('warm');
    return {
      value,
      ours: inUnit(value, 'ms'),
      other: `code never compiled before ${inUnit(time('cold'), 'ms')}`,
    };
  },
});

const size = (what, metric, limit) => ({
  group: 'download, gzip',
  what,
  bar: `${limit} KB`,
  limit: limit * KB,
  measure: (get) => {
    const value = get({ bench: 'sizes', contender: OURS, metric });
    return { value, ours: inUnit(value / KB, 'KB'), other: '' };
  },
});

const OTHERS = [
  startUp(1, 6),
  startUp(4, 25),
  size('hook and component, JavaScript and WebAssembly', 'core, hook and component with WebAssembly', 48),
  size('worker', 'service worker', 8),
  {
    group: 'core memory',
    what: 'bytes for each picture beyond its strings',
    bar: '400',
    limit: 400,
    measure: (get) => {
      const value = get({ bench: 'hot-path', contender: OURS, pictures: 100_000, metric: 'coreBytes' });
      return { value, ours: inUnit(value, ''), other: '' };
    },
  },
];

export const BARS = [...JOURNEY, ...MANY, ...IN_MEMORY, ...CHANGE, ...OTHERS];

/** How far a figure may be off before the short form fails: the machine is noisy. Counts have no tolerance. */
const GROSS = 2;

function lostBeyond({ group, what, limit, exact = false }) {
  if (exact) return limit;
  const known = KNOWN_MISSES.find((miss) => miss.group === group && miss.what === what);
  return GROSS * Math.max(limit, known?.reached ?? 0);
}

/**
 * Each bar beside what was measured: { group, what, bar, ours, other, value, met, lost }. `met` is null when it was not measured; `lost`: by
 * more than half.
 */
export function judge(samples, bars = BARS) {
  const get = (query) => medianOf(find(samples, query)?.values ?? []);
  return bars.map((requirement) => {
    const { group, what, bar, limit, measure } = requirement;
    const { value, ours, other } = measure(get);
    const met = Number.isNaN(value) ? null : value <= limit;
    return { group, what, bar, ours, other, value, met, lost: value > lostBeyond(requirement) };
  });
}
