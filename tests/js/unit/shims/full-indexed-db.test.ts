import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { type KeepFields, keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';

const NOW = Date.now();

let name: string;
beforeEach(() => {
  name = uniqueName('database');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const open = () => createIndexedDbShim({ name, now: () => NOW, whenIdle: () => {} });
const requests = (...pictures: KeepFields[]) =>
  pictures.map((fields) => keepRequest({ fetchedAt: NOW, askedAt: NOW, ...fields }));
const key = (userId: string) => ({ account: '', userId, variant: 128 as const });
const failWith = (error: string) => () => {
  throw new DOMException('made up', error);
};

test('when it is full, the older half is dropped and the write is tried once more', async () => {
  const shim = open();
  await shim.keep(
    requests(
      { userId: 'oldest', fetchedAt: NOW - 3000 },
      { userId: 'older', fetchedAt: NOW - 2000 },
      { userId: 'newer', fetchedAt: NOW - 1000 },
      { userId: 'newest' },
    ),
  );
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(failWith('QuotaExceededError'));
  expect(await shim.keep(requests({ userId: 'ada' }))).toBe(0);
  const users = ['oldest', 'older', 'newer', 'newest', 'ada'];
  const left = await shim.lookup(users.map(key), NOW);
  expect(left.map((picture) => picture.key.userId)).toEqual(['newer', 'newest', 'ada']);
});

test('when it is still full, the call is rejected for want of room', async () => {
  const shim = open();
  await shim.open();
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(failWith('QuotaExceededError'));
  await expect(shim.keep(requests({}))).rejects.toMatchObject({ reason: 'quota' });
  expect(put).toHaveBeenCalledTimes(2);
});

test('room that was made in vain is not made again before something fits', async () => {
  const shim = open();
  await shim.keep(requests(...['a', 'b', 'c', 'd'].map((userId) => ({ userId }))));
  const full = (): void => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(failWith('QuotaExceededError'));
  };
  full();
  for (let attempt = 0; attempt < 3; attempt++) await expect(shim.keep(requests({}))).rejects.toThrow();
  vi.restoreAllMocks();
  expect((await shim.usage()).entries).toBe(2);
  await shim.keep(requests({}));
  full();
  const both = ['e', 'f'].map((userId) => shim.keep(requests({ userId })));
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  vi.restoreAllMocks();
  expect((await shim.usage()).entries).toBe(1);
});

test('room that could not be made may be made again', async () => {
  const shim = open();
  await shim.keep(requests({ userId: 'a' }, { userId: 'b', fetchedAt: NOW - 1000 }));
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(failWith('QuotaExceededError'));
  const index = vi.spyOn(IDBIndex.prototype, 'getKey').mockImplementation(failWith('UnknownError'));
  await expect(shim.keep(requests({ userId: 'c' }))).rejects.toThrow();
  index.mockRestore();
  await expect(shim.keep(requests({ userId: 'c' }))).rejects.toThrow();
  vi.restoreAllMocks();
  expect((await shim.usage()).entries).toBe(1);
});
