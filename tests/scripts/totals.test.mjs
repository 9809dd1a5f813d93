import assert from 'node:assert/strict';
import test from 'node:test';
import { add, noTests, readDoctest, readTap, readVitest, withExitCode } from '../../scripts/lib/totals.mjs';

test('the closing lines of several doctest programs are added up', () => {
  const line = (passed, failed) =>
    `[doctest] test cases: ${passed + failed} | ${passed} passed | ${failed} failed | 1 skipped\n`;
  assert.deepEqual(readDoctest(`${line(90, 0)}noise\n${line(7, 2)}`), { passed: 97, failed: 2, skipped: 2 });
});

test('pending and todo tests of Vitest count as skipped', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
  assert.deepEqual(readVitest(report), { passed: 5, failed: 1, skipped: 3 });
});

test('the closing comments of a TAP report are read', () => {
  const report = '# tests 6\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 1\n';
  assert.deepEqual(readTap(report), { passed: 3, failed: 1, skipped: 2 });
});

test('a runner that fails without a failed test counts as one failure', () => {
  assert.equal(withExitCode(noTests(), 139).failed, 1);
  assert.equal(withExitCode({ ...noTests(), failed: 2 }, 1).failed, 2);
  assert.equal(withExitCode(noTests(), 0).failed, 0);
});

test('totals add up part by part', () => {
  assert.deepEqual(add({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }), {
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});
