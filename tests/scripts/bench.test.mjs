import assert from 'node:assert/strict';
import test from 'node:test';
import { BARS, judge } from '../bench/lib/bars/judge.mjs';
import { KNOWN_MISSES } from '../bench/lib/bars/known-misses.mjs';
import { barChart } from '../bench/lib/chart.mjs';
import { collector, find } from '../bench/lib/samples.mjs';
import { medianOf, summarise } from '../bench/lib/statistics.mjs';
import { markdownTable, replaceMarked, showNumber } from '../bench/lib/text.mjs';

const OURS = 'profile-picture-cache';

test('a summary has the median, the quartiles and the ends, and leaves out what is no number', () => {
  assert.deepEqual(summarise([5, 1, Number.NaN, 3, 2, 4]), {
    median: 3,
    least: 1,
    most: 5,
    lower: 2,
    upper: 4,
    count: 5,
  });
  assert.equal(summarise([4, 1]).median, 2.5);
});

test('a contender that shows nothing in half of the rounds has no median', () => {
  assert.equal(medianOf([7, Number.NaN, 9]), 8);
  assert.equal(medianOf([7, Number.NaN]), Number.NaN);
  assert.equal(medianOf([]), Number.NaN);
});

test('values of several rounds become one sample of a contender, case and metric', () => {
  const { note, samples } = collector('store');
  note('redux', { pictures: 10 }, { changeUs: 3 });
  note('redux', { pictures: 10 }, { changeUs: 5 });
  note('redux', { pictures: 1000 }, { changeUs: 7 });
  assert.equal(samples().length, 2);
  const query = { bench: 'store', contender: 'redux', metric: 'changeUs' };
  assert.deepEqual(find(samples(), { ...query, pictures: 10 }).values, [3, 5]);
  assert.equal(find(samples(), { ...query, pictures: 11 }), undefined);
});

/** A visit of fifty friends: what was measured of each contender, by metric. */
function journey(visit, protocol, measured) {
  const of = { visit, protocol, friends: 50, cpu: 1 };
  return Object.entries(measured).flatMap(([contender, metrics]) =>
    Object.entries(metrics).map(([metric, value]) => ({
      bench: 'journey',
      contender,
      case: of,
      metric,
      values: [value, value, value],
    })),
  );
}

const times = (ours, theirs) => ({ [OURS]: { allPixelsMs: ours }, tanstack: { allPixelsMs: theirs } });
const verdictOf = (samples, group, what) =>
  judge(samples).find((verdict) => verdict.group.startsWith(group) && verdict.what === what);
/** `counts`: a value for each round. */
const counted = (visit, metric, counts) => [
  {
    bench: 'journey',
    contender: OURS,
    case: { visit, protocol: 'http1', friends: 50, cpu: 1 },
    metric,
    values: counts,
  },
];

test('a time within its share of the other’s meets the bar', () => {
  const verdict = verdictOf(journey(3, 'http1', times(50, 200)), 'visit 3', 'time');
  assert.equal(verdict.met, true);
  assert.equal(verdict.lost, false);
  assert.deepEqual([verdict.ours, verdict.other], ['50 ms', 'TanStack 200 ms']);
});

test('a time just over the bar misses it, and is no gross loss', () => {
  const { met, lost } = verdictOf(journey(3, 'http1', times(60, 200)), 'visit 3', 'time');
  assert.deepEqual({ met, lost }, { met: false, lost: false });
});

test('a loss of more than half fails', () => {
  const { met, lost } = verdictOf(journey(1, 'http1', times(401, 1000)), 'visit 1', 'time, HTTP/1.1');
  assert.deepEqual({ met, lost }, { met: false, lost: true });
});

test('a count has no tolerance, in neither direction', () => {
  const calls = (count) => journey(4, 'http1', { [OURS]: { backendCalls: count } });
  assert.equal(verdictOf(calls(1), 'visit 4', 'backend calls').met, true);
  assert.equal(verdictOf(calls(2), 'visit 4', 'backend calls').lost, true);
  assert.equal(verdictOf(calls(0), 'visit 4', 'backend calls').lost, true);
});

test('a single picture that is missing offline fails', () => {
  const shown = (count) => journey(5, 'http1', { [OURS]: { shown: count } });
  assert.equal(verdictOf(shown(50), 'visit 5', 'pictures shown').met, true);
  assert.equal(verdictOf(shown(49), 'visit 5', 'pictures shown').lost, true);
});

test('a visit that does not show everybody fails', () => {
  const shown = (last) =>
    [1, 2, 3, 4, 5].flatMap((visit) =>
      journey(visit, 'http1', { [OURS]: { shown: visit === 4 ? last : 50 } }),
    );
  assert.equal(verdictOf(shown(50), 'every visit', 'pictures shown').met, true);
  assert.equal(verdictOf(shown(49), 'every visit', 'pictures shown').lost, true);
  const withoutLast = shown(50).filter(({ case: of }) => of.visit !== 5);
  assert.equal(verdictOf(withoutLast, 'every visit', 'pictures shown').met, null);
});

test('a bar that is known to be missed fails a quarter beyond what was reached', () => {
  for (const { group, what, bar, reached } of KNOWN_MISSES) {
    const isMissed = (other) => other.group === group && other.what === what && other.bar === bar;
    assert.ok(
      BARS.some((other) => isMissed(other) && other.limit < reached),
      `${group}, ${what}`,
    );
  }
  const visit2 = (ours) => verdictOf(journey(2, 'http1', times(ours, 100)), 'visit 2', 'time');
  assert.deepEqual([visit2(250).met, visit2(250).lost], [false, false]);
  assert.equal(visit2(270).lost, true);
});

test('over both protocols the worse of them counts, and both are shown', () => {
  const samples = [...journey(3, 'http1', times(40, 200)), ...journey(3, 'http2', times(90, 200))];
  const { met, ours, other } = verdictOf(samples, 'visit 3', 'time');
  assert.deepEqual([met, ours, other], [false, '40 / 90 ms', 'TanStack 200 / 200 ms']);
});

test('a count that is off in one round is lost', () => {
  assert.equal(verdictOf(counted(3, 'backendCalls', [0, 0, 0]), 'visit 3', 'backend calls').met, true);
  const { lost, ours } = verdictOf(counted(3, 'backendCalls', [0, 50, 0]), 'visit 3', 'backend calls');
  assert.deepEqual([lost, ours], [true, '50']);
});

test('the short form fails when it has nothing to compare', () => {
  const verdicts = judge(journey(3, 'http1', times(50, Number.NaN)), { isShort: true });
  const lost = (group, what) => verdicts.find((one) => one.group.startsWith(group) && one.what === what).lost;
  assert.equal(lost('visit 3', 'time'), true);
  assert.equal(lost('hot read', 'calls into WebAssembly'), true);
  assert.equal(lost('500 friends', 'longest main-thread task at 1x'), false);
});

test('a size over its bar is no gross loss: the budgets keep it', () => {
  const metric = 'core, hook and component with WebAssembly';
  const sizes = (bytes) => [{ bench: 'sizes', contender: OURS, case: {}, metric, values: [bytes] }];
  const verdict = (bytes) =>
    verdictOf(sizes(bytes), 'download', 'hook and component, JavaScript and WebAssembly');
  assert.deepEqual([verdict(67_000).met, verdict(67_000).lost], [false, false]);
  assert.equal(verdict(99_000).lost, true);
});

test('what was not measured is neither met nor lost', () => {
  for (const { met, lost } of judge([])) assert.deepEqual({ met, lost }, { met: null, lost: false });
});

test('a contender that shows nothing does not make the bar met', () => {
  const samples = journey(3, 'http1', times(50, Number.NaN));
  assert.equal(verdictOf(samples, 'visit 3', 'time').met, null);
});

function reads(pictures, nanoseconds) {
  return Object.entries(nanoseconds).map(([contender, value]) => ({
    bench: 'hot-path',
    contender,
    case: { pictures, which: 'shown' },
    metric: 'readNs',
    values: [value],
  }));
}

test('hot reads are compared at each size, the worst of which counts', () => {
  const samples = [
    ...reads(100, { [OURS]: 10, map: 20, tanstack: 1000 }),
    ...reads(100_000, { [OURS]: 40, map: 25, tanstack: 1100 }),
  ];
  assert.equal(verdictOf(samples, 'hot read', 'against Map.get, a hundred shown of so many').value, 1.6);
  assert.equal(verdictOf(samples, 'hot read', 'against TanStack').met, false);
  assert.equal(verdictOf(samples, 'hot read', '100 to 100 000 pictures, a hundred shown').lost, true);
});

test('each row of the bars is there once', () => {
  const names = BARS.map(({ group, what, bar }) => `${group}, ${what}, ${bar}`);
  assert.equal(new Set(names).size, names.length);
});

test('figures have as many digits as a measurement has', () => {
  assert.deepEqual([3450.4, 27.61, 0.547, 12, Number.NaN].map(showNumber), [
    '3450',
    '27.6',
    '0.55',
    '12',
    '–',
  ]);
});

test('a table escapes what would end a cell', () => {
  assert.equal(
    markdownTable([
      ['a', 'b'],
      ['1|2', 3],
    ]),
    '| a | b |\n| --- | --- |\n| 1\\|2 | 3 |',
  );
});

test('only what stands between the marks is replaced, and marks that are missing are told', () => {
  const text = 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter';
  assert.equal(replaceMarked(text, 'bench', 'new'), 'before\n<!-- bench -->\nnew\n<!-- /bench -->\nafter');
  assert.throws(() => replaceMarked('nothing', 'bench', 'new'), /no place/);
});

test('a chart tells of a contender that shows nothing, and escapes names', () => {
  const bar = { name: 'A & B', colour: '#000', absent: 'shows nothing' };
  const svg = barChart({
    title: 'a < b',
    unit: 'ms',
    groups: [
      { name: 'first', bars: [{ ...bar, value: 12, lower: 11, upper: 13 }] },
      { name: 'last', bars: [{ ...bar, value: Number.NaN, lower: Number.NaN, upper: Number.NaN }] },
    ],
  });
  assert.match(svg, /A &amp; B shows nothing/);
  assert.match(svg, /a &lt; b/);
  assert.match(svg, /A &amp; B/);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});
