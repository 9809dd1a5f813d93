import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createIndexedDbShim, type IndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';

let name: string;
let shim: IndexedDbShim;

beforeEach(() => {
  name = uniqueName('database');
  // Trimming would add transactions of its own.
  shim = createIndexedDbShim({ name, whenIdle: () => {} });
  onTestFinished(() => {
    shim.close();
    indexedDB.deleteDatabase(name);
  });
});

const key = (userId: string) => ({ account: '', userId, variant: 128 as const });
const users = (count: number): string[] => Array.from({ length: count }, (_, i) => `user-${i}`);

/** Settles with the name of the event that comes first. */
const outcome = (request: IDBOpenDBRequest): Promise<string> =>
  new Promise((resolve) => {
    for (const type of ['success', 'error', 'blocked']) request.addEventListener(type, () => resolve(type));
  });

test('fifty pictures are looked up in one transaction', async () => {
  await shim.keep(users(50).map((userId) => keepRequest({ userId })));
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  expect(await shim.lookup(users(50).map(key), Date.now())).toHaveLength(50);
  expect(transaction).toHaveBeenCalledTimes(1);
  transaction.mockRestore();
});

test('two shims, as in two tabs, see each other’s pictures and invalidations', async () => {
  const other = createIndexedDbShim({ name });
  const now = Date.now();
  await shim.keep([keepRequest({ userId: 'ada', askedAt: now })]);
  expect(await other.lookup([key('ada')], now)).toHaveLength(1);
  await other.remove('', ['ada'], now + 1);
  expect(await shim.keep([keepRequest({ userId: 'ada', askedAt: now })])).toBe(1);
  expect(await shim.lookup([key('ada')], now)).toEqual([]);
  other.close();
});

test('the connection gives way when another tab upgrades the database', async () => {
  await shim.keep([keepRequest({})]);
  const request = indexedDB.open(name, 2);
  expect(await outcome(request)).toBe('success');
  await expect(shim.lookup([key('ada')], Date.now())).rejects.toMatchObject({ reason: 'unavailable' });
  request.result.close();
});

test('the connection gives way when another tab deletes the database, and a new one is made', async () => {
  await shim.keep([keepRequest({})]);
  expect(await outcome(indexedDB.deleteDatabase(name))).toBe('success');
  expect(await shim.lookup([key('ada')], Date.now())).toEqual([]);
  expect(await shim.keep([keepRequest({})])).toBe(0);
});

test('a database that another tab keeps shut is given up in time, and used once it is free', async () => {
  const request = indexedDB.open(name, 1);
  await outcome(request);
  const deleted = indexedDB.deleteDatabase(name);
  expect(await outcome(deleted)).toBe('blocked');
  const impatient = createIndexedDbShim({ name, openTimeoutMs: 50 });
  await expect(impatient.lookup([key('ada')], Date.now())).rejects.toMatchObject({ reason: 'timeout' });
  request.result.close();
  await vi.waitFor(() => impatient.open());
  expect(await impatient.lookup([key('ada')], Date.now())).toEqual([]);
  impatient.close();
});

test('when idle, the oldest pictures over the budget are trimmed', async () => {
  const small = createIndexedDbShim({ name, maxEntries: 10 });
  const now = Date.now();
  await small.keep(users(15).map((userId, i) => keepRequest({ userId, fetchedAt: now - i })));
  await expect.poll(() => small.usage()).toEqual({ entries: 10, bytes: 640 });
  const left = await small.lookup(users(15).map(key), now);
  expect(left.map((picture) => picture.key.userId)).toEqual(users(10));
  small.close();
});
