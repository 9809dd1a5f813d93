import { showNumber } from '../text.mjs';
import { atMost, exactly, inUnit, most, named, OURS } from './requirement.mjs';

const SIZES = [100, 10_000, 100_000];
const HOT = 'hot read of a hit';

/** Medians of the sizes that were measured. `which`: of the hundred pictures that a page shows, or of all. */
const reads = (contender, which, { median }) =>
  SIZES.map((pictures) => median({ bench: 'hot-path', contender, pictures, which, metric: 'readNs' })).filter(
    Number.isFinite,
  );

function hotRead(what, bar, limit, contender, compare, which = 'shown') {
  return {
    group: HOT,
    what,
    bar,
    limit,
    measure: (figures) => {
      const [ours, theirs] = [reads(OURS, which, figures), reads(contender, which, figures)];
      const value = ours.length < 2 ? Number.NaN : compare(ours, theirs);
      return { value, ours: inUnit(ours, 'ns'), other: named(contender, theirs, 'ns') };
    },
  };
}

const share = (ours, theirs) => most(ours.map((time, i) => time / theirs[i]));
const range = (ours) => Math.max(...ours) / Math.min(...ours);

const HOT_READ = [
  hotRead('against Map.get, a hundred shown of so many', '1.5x', 1.5, 'map', share),
  hotRead('against Map.get, all in random order', '1.5x', 1.5, 'map', share, 'all'),
  hotRead('against TanStack', '30x faster', 1 / 30, 'tanstack', share),
  hotRead('100 to 100 000 pictures, a hundred shown', 'within 20 %', 1.2, 'map', range),
  hotRead('100 to 100 000 pictures, all in random order', 'within 20 %', 1.2, 'map', range, 'all'),
  exactly(0, {
    group: HOT,
    what: 'calls into WebAssembly',
    queries: SIZES.flatMap((pictures) =>
      ['readCalls', 'resolveCalls', 'snapshotCalls'].map((metric) => ({
        bench: 'hot-path',
        pictures,
        metric,
      })),
    ),
  }),
];

const STORE = { bench: 'store', pictures: 1000 };

const CHANGE = [
  exactly(1, {
    group: 'one change',
    what: 'subscribers of the picture woken',
    bar: 'all (1)',
    queries: [{ ...STORE, subscribers: 10_000, metric: 'ownWoken' }],
  }),
  exactly(0, {
    group: 'one change',
    what: 'other subscribers woken, of 10 000',
    beside: 'redux',
    queries: [{ ...STORE, subscribers: 10_000, metric: 'othersWoken' }],
  }),
  {
    group: 'one change',
    what: 'cost with 10 000 others, against 1',
    bar: 'the same (1.5x)',
    limit: 1.5,
    measure: ({ median }) => {
      const cost = (contender, subscribers) =>
        median({ ...STORE, contender, subscribers, metric: 'changeUs' });
      const [many, one] = [cost(OURS, 10_000), cost(OURS, 1)];
      const others = ['redux', 'tanstack'].map((name) => named(name, cost(name, 10_000), 'µs'));
      return {
        value: many / one,
        ours: `${showNumber(many)} against ${inUnit(one, 'µs')}`,
        other: others.join(', '),
      };
    },
  },
];

/** `record`: whether the record in localStorage has a preview; without one the core has to start first. */
const startUp = (cpu, limit, record) => ({
  group: 'start-up to first L1 hit',
  what: `at ${cpu}x, record ${record} preview`,
  bar: `${limit} ms`,
  limit,
  measure: ({ median }) => {
    const time = (codeCache) =>
      median({ bench: 'start-up', contender: OURS, cpu, codeCache, record, metric: 'toHitMs' });
    const value = time('warm');
    return {
      value,
      ours: inUnit(value, 'ms'),
      other: `code never compiled before ${inUnit(time('cold'), 'ms')}`,
    };
  },
});

const START_UP = ['with', 'without'].flatMap((record) => [startUp(1, 6, record), startUp(4, 25, record)]);

const KB = 1024;
const size = (what, metric, limit) =>
  atMost(limit * KB, {
    group: 'download, gzip',
    what,
    bar: `${limit} KB`,
    unit: 'KB',
    scale: KB,
    query: { bench: 'sizes', metric },
  });

const WEIGHT = [
  size('hook and component, JavaScript and WebAssembly', 'core, hook and component with WebAssembly', 48),
  size('worker', 'service worker', 8),
  {
    ...atMost(400, {
      group: 'core memory',
      what: 'bytes for each picture beyond its strings',
      bar: '400',
      query: { bench: 'hot-path', pictures: 100_000, metric: 'coreBytes' },
    }),
    isLongOnly: true,
  },
];

export const IN_MEMORY = [...HOT_READ, ...CHANGE, ...START_UP, ...WEIGHT];
