import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeepRequest } from '../../../../js/shared/stored-picture.js';
import { MemoryWorker } from '../../doubles/memory-worker.js';
import { broken, stored } from '../../support/bytes-layers.js';
import {
  asDatabase,
  closePage,
  loadCache,
  MINUTE,
  newStores,
  openPage,
  outcome,
  pass,
  START,
  type Stores,
} from '../../support/page-cache.js';

const nothing = (): void => {};
const never = <Value>(): Promise<Value> => new Promise(() => {});

let stores: Stores;

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', 'bob', 'cleo']);
});
afterEach(closePage);

const HANGS = broken(() => never());

test('layers that are switched off are not asked and are no errors', async () => {
  const cache = loadCache(stores, {}, { localStorage: null, indexedDB: null, serviceWorker: null });
  const picture = cache.resolve('ada');
  await pass();
  expect(await picture).toMatchObject({ layer: 'network' });
  await cache.ready;
  const { layers } = cache.monitor.getReport();
  expect([layers.indexedDB.errors, layers.serviceWorker.errors]).toEqual([0, 0]);
});

test('a database that cannot be opened is left alone, and counted', async () => {
  const refuse = () => Promise.reject(new Error('blocked'));
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(stores.database, refuse) });
  await cache.ready;
  const picture = cache.resolve('ada');
  await pass();
  expect(await picture).toMatchObject({ layer: 'network' });
  expect(stores.database.calls).toEqual([]);
  expect(cache.monitor.getReport().layers.indexedDB.errors).toBe(1);
});

test('a worker that cannot be registered is left alone, and counted', async () => {
  const worker = new MemoryWorker(false);
  const cache = loadCache(stores, {}, { serviceWorker: { shim: worker, url: '/sw.js' } });
  worker.setAvailable(false);
  await cache.ready;
  const picture = cache.resolve('ada');
  await pass();
  expect(await picture).toMatchObject({ layer: 'network' });
  expect(cache.monitor.getReport().layers.serviceWorker.errors).toBe(1);
});

test('register() may throw', async () => {
  const worker = new MemoryWorker(false);
  worker.register = () => {
    throw new Error('broken');
  };
  const cache = loadCache(stores, {}, { serviceWorker: { shim: worker, url: '/sw.js' } });
  await cache.ready;
  expect(cache.monitor.getReport().layers.serviceWorker.errors).toBe(1);
});

test('a worker that comes late is told of removals first, then given what the page holds', async () => {
  const worker = new MemoryWorker(false);
  const cache = loadCache(stores, {}, { serviceWorker: { shim: worker, url: '/sw.js' } });
  for (const userId of ['ada', 'bob', 'cleo']) cache.subscribe(userId, undefined, nothing);
  await pass(1000);
  await cache.invalidateProfilePicture({ userId: 'ada' });
  stores.backend.put('ada', 'v2');
  await pass(1000);
  expect(worker.layer.calls).toEqual([]);
  worker.setAvailable(true);
  await cache.ready;
  await pass();
  expect(worker.layer.calls).toEqual([
    { method: 'remove', size: 1 },
    { method: 'keep', size: 3 },
  ]);
  expect(worker.layer.usage.entries).toBe(3);
  expect(cache.monitor.getReport().layers.serviceWorker.errors).toBe(0);
});

test('an invalidation does not wait for a worker that is not there yet', async () => {
  const worker = new MemoryWorker(false);
  const cache = loadCache(stores, {}, { serviceWorker: { shim: worker, url: '/sw.js' } });
  const done = vi.fn();
  void cache.invalidateProfilePicture({ userId: 'ada' }).then(done);
  await pass(0);
  expect(done).toHaveBeenCalled();
});

test('an invalidation resolves although a layer hangs', async () => {
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(HANGS) });
  const done = vi.fn();
  void cache.invalidateProfilePicture({ userId: 'ada' }).then(done);
  await pass(14_000);
  expect(done).not.toHaveBeenCalled();
  await pass(2000);
  expect(done).toHaveBeenCalled();
});

test('an invalidation resolves when every layer has dropped the picture', async () => {
  const cache = loadCache(stores);
  await Promise.all([cache.resolve('ada'), pass()]);
  let finish = nothing;
  const remove = stores.database.remove.bind(stores.database);
  stores.database.remove = async (account, userIds, at) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return remove(account, userIds, at);
  };
  const done = vi.fn();
  void cache.invalidateProfilePicture({ userId: 'ada' }).then(done);
  await pass();
  expect(done).not.toHaveBeenCalled();
  finish();
  await pass();
  expect(done).toHaveBeenCalled();
  expect(stores.database.usage.entries).toBe(0);
  expect(stores.worker.layer.usage.entries).toBe(0);
});

test('what a layer could not do for a moment it is asked to do again', async () => {
  const shim = asDatabase(stores.database);
  const cache = loadCache(stores, {}, { indexedDB: shim });
  stores.database.failure = new Error('busy');
  const picture = cache.resolve('ada');
  await pass();
  await picture;
  expect(stores.database.usage.entries).toBe(0);
  stores.database.failure = null;
  await pass(30_000);
  expect(stores.database.usage.entries).toBe(1);
  stores.database.failure = new Error('busy');
  await Promise.all([cache.clear(), pass()]);
  expect(stores.database.usage.entries).toBe(1);
  stores.database.failure = null;
  await pass(30_000);
  expect(stores.database.usage.entries).toBe(0);
});

test('a removal that failed is asked for again', async () => {
  const cache = loadCache(stores);
  await Promise.all([cache.resolve('ada'), pass()]);
  stores.worker.layer.failure = new Error('busy');
  await Promise.all([cache.invalidateProfilePicture({ userId: 'ada' }), pass()]);
  expect(stores.worker.layer.usage.entries).toBe(1);
  stores.worker.layer.failure = null;
  await pass(30_000);
  expect(stores.worker.layer.usage.entries).toBe(0);
});

test('the successor that was kept before a failed removal was repeated is kept again, with its bytes', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  const remove = stores.database.remove.bind(stores.database);
  stores.database.remove = () => Promise.reject(new Error('busy'));
  stores.backend.put('ada', 'v2');
  await Promise.all([cache.invalidateProfilePicture({ userId: 'ada' }), pass(1000)]);
  expect(stores.database.usage.entries).toBe(1);
  stores.database.remove = remove;
  await pass(30_000);
  const [kept] = await stores.database.lookup([{ account: '', userId: 'ada', variant: 128 }], Date.now());
  expect(kept?.version).toBe('v2');
});

test('bytes go to a layer once, then only the time is renewed', async () => {
  const kept: KeepRequest[] = [];
  const keep = stores.database.keep.bind(stores.database);
  stores.database.keep = (pictures) => {
    kept.push(...pictures);
    return keep(pictures);
  };
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  cache.refetch('ada');
  await pass();
  expect(kept.map(({ bytes }) => bytes?.byteLength ?? null)).toEqual([64, null]);
});

test('a layer that did not take the bytes is given them again', async () => {
  const cache = loadCache(stores);
  stores.database.failure = new Error('no room');
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(stores.database.usage.entries).toBe(0);
  stores.database.failure = null;
  cache.refetch('ada');
  await pass();
  expect(stores.database.usage).toEqual({ entries: 1, bytes: 64 });
});

test('a layer that has lost a picture meanwhile refuses to renew it, and is then given the bytes', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  await stores.database.clear('', START - 1);
  for (const expected of [0, 1]) {
    cache.refetch('ada');
    await pass();
    expect(stores.database.usage.entries).toBe(expected);
  }
});

test('the next day the worker is given what only the database had', async () => {
  await stores.database.keep([
    { ...stored('ada'), fetchedAt: START - 1440 * MINUTE, askedAt: START - 1440 * MINUTE },
  ]);
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ layer: 'indexedDB', stale: false });
  expect(stores.backend.network.downloaded).toEqual([]);
  expect(stores.worker.layer.usage).toEqual({ entries: 1, bytes: 64 });
});

test('what the worker had is kept in the database, whole', async () => {
  await stores.worker.layer.keep([{ ...stored('ada'), askedAt: START - MINUTE }]);
  const cache = loadCache(stores);
  const picture = cache.resolve('ada');
  await pass();
  expect(await picture).toMatchObject({ layer: 'serviceWorker' });
  expect(stores.database.usage).toEqual({ entries: 1, bytes: 64 });
});

test('a page that is left before it had a pause counts nothing any more', async () => {
  const idle = vi.fn(() => 7);
  const callOff = vi.fn();
  vi.stubGlobal('requestIdleCallback', idle);
  vi.stubGlobal('cancelIdleCallback', callOff);
  const cache = loadCache(stores);
  await pass();
  expect(idle).toHaveBeenCalledOnce();
  cache.dispose();
  expect(callOff).toHaveBeenCalledWith(7);
});

test('the first report tells how full the layers are', async () => {
  const cache = loadCache(stores);
  await Promise.all([cache.resolve('ada'), pass()]);
  await pass();
  const { layers } = cache.monitor.getReport();
  expect(layers.serviceWorker).toMatchObject({ entries: 1, bytes: 64 });
  expect(layers.localStorage.entries).toBe(1);
  expect(layers.localStorage.bytes).toBeGreaterThan(100);
});

test.each(['', 'viewer', 'a b/c:d', 'ö@%:', '😀'])(
  'the account %j has records of its own, and they alone are counted and cleared',
  async (account) => {
    stores.storage.setItem('profile_pic_of_the_application', 'x');
    const other = loadCache(stores, { account: `${account}2` });
    const cache = loadCache(stores, { account });
    await Promise.all([cache.resolve('ada'), other.resolve('ada'), other.resolve('bob'), pass()]);
    expect(cache.monitor.getReport().layers.localStorage.entries).toBe(1);
    expect(other.monitor.getReport().layers.localStorage.entries).toBe(2);
    await cache.clear();
    expect(cache.monitor.getReport().layers.localStorage.entries).toBe(0);
    expect(stores.storage.length).toBe(1 + 2 + 1); // the application's, the other account's and the mark of the clear
    expect(stores.database.usage.entries).toBe(2);
  },
);

test('the age of a stored picture is measured with the clock of the server, once that is known', async () => {
  const first = loadCache(stores);
  await outcome(first.resolve('ada'));
  stores.storage.clear();
  const monthAhead = () => Date.now() + 30 * 24 * 60 * MINUTE;
  const second = loadCache(stores, { now: monthAhead });
  await outcome(second.resolve('bob'));
  expect(await outcome(second.resolve('ada'))).toMatchObject({ layer: 'indexedDB' });
});
