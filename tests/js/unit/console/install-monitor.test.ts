import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyReport } from '../../../../js/client/report.js';
import type { CacheMonitor } from '../../../../js/client/types.js';
import { installMonitor } from '../../../../js/console/install-monitor.js';
import { createMonitor } from '../../../../js/console/monitor.js';

const nothing = (): void => {};
const newMonitor = (): CacheMonitor =>
  createMonitor({ getReport: emptyReport, reset: nothing, recordHit: nothing, pictures: () => [] });

let page: { cacheMonitor?: unknown };
beforeEach(() => {
  page = {};
  vi.stubGlobal('window', page);
});
afterEach(() => vi.unstubAllGlobals());

test('the monitor goes with its cache', () => {
  const monitor = newMonitor();
  const remove = installMonitor(() => monitor);
  expect(page.cacheMonitor).toBe(monitor);
  remove();
  expect('cacheMonitor' in page).toBe(false);
});

test('of several caches the newest is shown, and an older one when that is gone', () => {
  const [first, second, third] = [newMonitor(), newMonitor(), newMonitor()];
  const removeFirst = installMonitor(() => first);
  const removeSecond = installMonitor(() => second);
  const removeThird = installMonitor(() => third);
  removeSecond();
  expect(page.cacheMonitor).toBe(third);
  removeThird();
  expect(page.cacheMonitor).toBe(first);
  removeFirst();
  expect('cacheMonitor' in page).toBe(false);
});

test('removing twice does no harm', () => {
  const first = newMonitor();
  installMonitor(() => first);
  const remove = installMonitor(newMonitor);
  remove();
  remove();
  expect(page.cacheMonitor).toBe(first);
});

test('what a page put in its place is left alone', () => {
  const remove = installMonitor(newMonitor);
  page.cacheMonitor = "the page's own";
  remove();
  expect(page.cacheMonitor).toBe("the page's own");
});

test('what a page has declared by that name is left alone', () => {
  Object.defineProperty(page, 'cacheMonitor', { value: "the page's own", writable: true });
  installMonitor(newMonitor)();
  expect(page.cacheMonitor).toBe("the page's own");
});

test('without a window nothing happens', () => {
  vi.stubGlobal('window', undefined);
  expect(() => installMonitor(newMonitor)()).not.toThrow();
});
