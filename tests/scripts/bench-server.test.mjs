import assert from 'node:assert/strict';
import test from 'node:test';
import { BARS, judge } from '../bench/server/lib/bars.mjs';

const sample = (bench, contender, metric, values) => ({ bench, contender, case: {}, metric, values });
const verdictOf = (samples, words, options) =>
  judge(samples, options).find(({ what }) => what.startsWith(words));

const lookups = (ours, bare) => [
  sample('lookup', 'ours', 'perSecond', ours),
  sample('lookup', 'bare', 'perSecond', bare),
];

test('lookups are compared round by round, so that a slow round slows both', () => {
  const { value, met } = verdictOf(
    lookups([80, 40, 81], [100, 50, 100]),
    'cached lookup, one core, against a bare',
  );
  assert.deepEqual([value, met], [0.8, true]);
});

test('a bar that is missed is not met, and lost when it is missed by far', () => {
  const narrowly = verdictOf(lookups([79], [100]), 'cached lookup, one core, against a bare');
  assert.deepEqual([narrowly.met, narrowly.lost], [false, false]);
  const byFar = verdictOf(lookups([50], [100]), 'cached lookup, one core, against a bare');
  assert.deepEqual([byFar.met, byFar.lost], [false, true]);
});

test('what must stay below its bar is judged the other way round', () => {
  const each = (kilobytes) => verdictOf([sample('memory', 'ours', 'eachKB', [kilobytes])], 'memory of each');
  assert.deepEqual([each(12).met, each(13).met], [true, false]);
  assert.deepEqual([each(13).lost, each(19).lost], [false, true]);
});

test('what was not measured is lost in a whole short run, and only there', () => {
  assert.ok(judge([], { short: true, isWhole: true }).every(({ met, lost }) => met === null && lost));
  assert.ok(judge([], { short: true, isWhole: false }).every(({ lost }) => !lost));
  assert.equal(judge([]).length, BARS.length);
});
