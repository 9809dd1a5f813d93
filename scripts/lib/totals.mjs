/** How a runner's tests went. */
export const noTests = () => ({ passed: 0, failed: 0, skipped: 0 });

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A runner that failed without a failed test (it crashed, or could not load a file) counts as one failure. */
export function withExitCode(totals, code) {
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** From doctest's closing lines, one for each program in `text`. */
export function readDoctest(text) {
  const lines = text.matchAll(/test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped/g);
  return [...lines].reduce(
    (sum, [, passed, failed, skipped]) =>
      add(sum, { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }),
    noTests(),
  );
}

/** From Vitest's JSON report. */
export function readVitest(report) {
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

/** From the closing comments of Node's TAP report. */
export function readTap(text) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail'), skipped: count('skipped') + count('todo') };
}
