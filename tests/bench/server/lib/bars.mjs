import { find } from '../../lib/samples.mjs';
import { summarise } from '../../lib/statistics.mjs';
import { showNumber } from '../../lib/text.mjs';

/** How far beyond its bar a figure may be before the short form fails: the machine is noisy. */
const GROSS = 1.5;
/** Of the slowest hundredth, which the machine's own stalls decide: the bare server's is up to a hundred times its median, too. */
const GROSS_TAIL = 4;
/** Of what the design does not reach: it is shown as missed, and held at about what it did reach. */
const OUT_OF_REACH = 3;

/** A bar's `measure` answers { values, shown }: one value a round, as the bar counts it, and the figures behind it. */
const atLeast = (limit, { gross = GROSS, ...rest }) => ({
  ...rest,
  isMet: (value) => value >= limit,
  isLost: (value) => value < limit / gross,
});
const atMost = (limit, { gross = GROSS, ...rest }) => ({
  ...rest,
  isMet: (value) => value <= limit,
  isLost: (value) => value > limit * gross,
});

const range = (values, unit) => {
  const { median, least, most } = summarise(values);
  return `${showNumber(median)} ${unit} (${showNumber(least)} to ${showNumber(most)})`;
};

/** Round by round, so that what slows the whole machine for a moment slows both. */
const ratios = (ours, theirs) => ours.map((value, i) => value / theirs[i]);

/** How much of its core a contender used, in percent: below a hundred the load was the limit, not the server. */
function busy(values, contender) {
  const [perSecond, micros] = ['perSecond', 'cpuMicros'].map((metric) => values('lookup', metric, contender));
  return showNumber(summarise(perSecond.map((value, i) => (value * micros[i]) / 1e4)).median);
}

function lookup(what, limit, contender, { ours = 'ours', gross } = {}) {
  return atLeast(limit, {
    what,
    bar: `at least ${limit}`,
    gross,
    measure: (values) => {
      const [mine, theirs] = [ours, contender].map((name) => values('lookup', 'perSecond', name));
      const shown = `${range(mine, '/s')} against ${range(theirs, '/s')}, on cores ${busy(values, ours)} and ${busy(values, contender)} % busy`;
      return { values: ratios(mine, theirs), shown };
    },
  });
}

/** A lookup of which nothing is cached beside the HEAD that it needs. */
const miss = (what, contender, gross) =>
  atMost(1.3, {
    what,
    bar: 'at most 1.3',
    gross,
    measure: (values) => ({
      values: values('miss', 'ratio', contender),
      shown: `${range(values('miss', 'missMs', contender), 'ms')} against ${range(values('miss', 'headMs', contender), 'ms')}`,
    }),
  });

const tail = (what, of, gross) =>
  atMost(5, {
    what,
    bar: 'at most 5',
    gross,
    measure: (values) => {
      const [p50, p99, share] = ['p50Us', 'p99Us', 'share'].map((metric) =>
        values('latency', metric, 'ours', of),
      );
      const at = showNumber(100 * summarise(share).median);
      return {
        values: values('latency', 'ratio', 'ours', of),
        shown: `${range(p99, 'µs')} against ${range(p50, 'µs')} at ${at} %`,
      };
    },
  });

const own = (name, metric, show) => (values) => {
  const measured = values(name, metric);
  return { values: measured, shown: show(values, measured) };
};

export const BARS = [
  lookup('cached lookup, one core, against a bare Beast server that sends the same bytes', 0.8, 'bare'),
  lookup('the same without a line in the log for each request (`--log-level warning`)', 0.8, 'bare', {
    ours: 'quiet',
  }),
  lookup('cached lookup, one core, against FastAPI, uvicorn, redis-py and boto3', 15, 'fastApi'),
  lookup(
    'the same when every lookup goes to Redis, as FastAPI’s do (`--near-cache-entries 0`)',
    15,
    'fastApi',
    {
      ours: 'inRedis',
      gross: OUT_OF_REACH,
    },
  ),
  atMost(1.1, {
    what: 'batch of 50, all in Redis Cluster: round trips to the node that is asked most',
    bar: '1',
    measure: own(
      'batch',
      'roundTrips',
      (_, measured) => `${showNumber(measured[0])} a batch, of 200 batches`,
    ),
  }),
  atLeast(10, {
    what: 'the same batch against fifty single calls, one after the other',
    bar: 'at least 10',
    measure: own(
      'batch',
      'times',
      (values) =>
        `${range(values('batch', 'batchMs'), 'ms')} against ${range(values('batch', 'fiftyMs'), 'ms')}`,
    ),
  }),
  miss('miss (HEAD and signature) against a bare HEAD to the same gateway', 'ours'),
  miss('the same with Redis, which is asked before and told afterwards', 'onRedis', OUT_OF_REACH),
  tail('p99 against p50 at 70 % load (so many connections that ask again at once)', {}, GROSS_TAIL),
  // What it shows of the bare server, too, is in a table of its own.
  tail('p99 against p50 at 70 % load (a steady rate, whatever the server does)', { steady: true }, Infinity),
  atMost(64, {
    what: 'memory without connections, 50 users cached',
    bar: 'under 64 MB',
    measure: own('memory', 'withoutMB', (_, measured) => range(measured, 'MB')),
  }),
  atMost(12, {
    what: 'memory of each of 10 000 idle connections on top',
    bar: 'at most 12 KB',
    measure: own('memory', 'eachKB', (_, measured) => range(measured, 'KB')),
  }),
  atMost(15, {
    what: 'signing one URL, with the day’s key in the cache',
    bar: 'at most 15 µs',
    measure: own('presign', 'urlUs', (_, measured) => range(measured, 'µs')),
  }),
];

/** Each bar beside what was measured. `met` is null when it was not; `lost`: by more than the noise, or not measured in the short form. */
export function judge(samples, { short = false, isWhole = false } = {}, bars = BARS) {
  const values = (bench, metric, contender = 'ours', of = {}) =>
    find(samples, { bench, contender, metric, ...of })?.values ?? [];
  return bars.map(({ what, bar, isMet, isLost, measure }) => {
    const { values: measured, shown } = measure(values);
    const { median: value } = summarise(measured);
    const isMeasured = !Number.isNaN(value);
    const lost = isMeasured ? isLost(value) : short && isWhole;
    return { what, bar, shown, value, met: isMeasured ? isMet(value) : null, lost };
  });
}
