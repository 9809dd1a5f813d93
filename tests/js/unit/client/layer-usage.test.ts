import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asDatabase, closePage, loadCache, newStores, openPage, pass } from '../../support/page-cache.js';

beforeEach(openPage);
afterEach(closePage);

/** A cache whose database takes so long to count what it holds. */
function open(ms: number) {
  const stores = newStores();
  const usage = vi.fn(
    () =>
      new Promise<{ entries: number; bytes: number }>((resolve) =>
        setTimeout(resolve, ms, { entries: 7, bytes: 70 }),
      ),
  );
  const cache = loadCache(stores, {}, { indexedDB: { ...asDatabase(stores.database), usage } });
  return { usage, entries: () => cache.monitor.getReport().layers.indexedDB.entries };
}

/** Reads the report every tenth of a second, as a dashboard does. */
async function poll(entries: () => number, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    entries();
    await pass(100);
  }
}

test('to count what a layer holds takes a tenth of the time at most', async () => {
  const { usage, entries } = open(200);
  await poll(entries, 10_000);
  expect(entries()).toBe(7);
  expect(usage.mock.calls.length).toBeLessThanOrEqual(6);
});

test('an answer that came late, as the page was busy, does not keep the figures old for more than seconds', async () => {
  const { usage, entries } = open(10_000);
  await poll(entries, 14_000);
  expect(usage).toHaveBeenCalledTimes(1);
  await poll(entries, 2000);
  expect(usage).toHaveBeenCalledTimes(2);
});
