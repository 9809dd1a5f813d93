import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeepRequest, StoredPicture } from '../../../../js/shared/stored-picture.js';
import type { BytesShim } from '../../../../js/shims/types.js';
import { MemoryBytesLayer } from '../../doubles/memory-bytes-layer.js';
import { MemoryWorker } from '../../doubles/memory-worker.js';
import { pngBytes } from '../../support/image-bytes.js';
import {
  asDatabase,
  closePage,
  loadCache,
  MINUTE,
  newStores,
  openPage,
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

function stored(userId: string, change: Partial<StoredPicture> = {}): StoredPicture {
  const key = { account: '', userId, variant: 128 as const };
  return {
    key,
    version: 'v1',
    contentType: 'image/png',
    fetchedAt: START - MINUTE,
    bytes: pngBytes(),
    ...change,
  };
}

/** A layer that answers every lookup with this. */
function answering(found: unknown): BytesShim {
  const layer = new MemoryBytesLayer();
  return {
    lookup: async () => found as StoredPicture[],
    keep: (pictures) => layer.keep(pictures),
    remove: (account, userIds, at) => layer.remove(account, userIds, at),
    clear: (account, at) => layer.clear(account, at),
  };
}

function broken(how: () => Promise<never>): BytesShim {
  return { lookup: how, keep: how, remove: how, clear: how };
}

const THROWS = broken(() => {
  throw new Error('broken');
});
const REJECTS = broken(() => Promise.reject(new Error('broken')));
const HANGS = broken(() => never());
const TWICE = {
  // biome-ignore lint/suspicious/noThenProperty: a thenable that answers at once, and twice, is what is tested.
  then(resolve: (found: StoredPicture[]) => void) {
    resolve([stored('ada')]);
    resolve([stored('ada', { version: 'other' })]);
  },
};

test.each([
  ['throws', THROWS],
  ['rejects', REJECTS],
  ['hangs', HANGS],
])('a database that %s does not keep the picture from being found, and is counted', async (_how, shim) => {
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(shim) });
  const picture = cache.resolve('ada');
  await pass(1100);
  expect(await picture).toMatchObject({ layer: 'network', userId: 'ada' });
  expect(cache.monitor.getReport().layers.indexedDB.errors).toBeGreaterThan(0);
});

test.each([
  ['null', null],
  ['text', 'no list'],
  ['a list of nothing', [null]],
  ['pictures without a key', [{ version: 'v1' }]],
])('an answer that is %s counts as a failure of the layer', async (_what, found) => {
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(answering(found)) });
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', layer: 'network' });
  expect(cache.monitor.getReport().layers.indexedDB.errors).toBe(1);
});

test.each([
  ['version', { version: 5 }],
  ['type', { contentType: undefined }],
  ['time', { fetchedAt: Number.NaN }],
  ['bytes', { bytes: [1, 2, 3] }],
  ['empty bytes', { bytes: new ArrayBuffer(0) }],
  ['user', { key: { account: '', userId: 'somebody', variant: 128 } }],
  ['size', { key: { account: '', userId: 'ada', variant: 64 } }],
])('a picture with another kind of %s is not taken, the others are', async (_what, change) => {
  const found = [stored('ada', change as Partial<StoredPicture>), stored('bob')];
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(answering(found)) });
  for (const userId of ['ada', 'bob']) cache.subscribe(userId, undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', layer: 'network' });
  expect(cache.snapshot('bob')).toMatchObject({ status: 'ready', layer: 'indexedDB' });
});

test('a layer that answers at once, and twice, neither calls the core back nor is heard again', async () => {
  const shim = { ...answering([]), lookup: () => TWICE as unknown as Promise<StoredPicture[]> };
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(shim) });
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ layer: 'indexedDB', version: 'v1' });
});

test('of a picture that is given twice the first is taken', async () => {
  const found = [stored('ada'), stored('ada', { version: 'other' })];
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(answering(found)) });
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada').version).toBe('v1');
  expect(cache.monitor.getReport().gauges.objectUrls).toBe(1);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
  ['gives nothing', async () => undefined],
  ['gives no text', async () => ({ ok: true, body: 5 })],
  ['names no failure', async () => ({ ok: false, failure: 'on fire', retryAfterMs: Number.NaN })],
])('a backend call that %s is tried again', async (_how, describe) => {
  const cache = loadCache(stores);
  const { network } = stores.backend;
  const intact = network.describe.bind(network);
  network.describe = describe as typeof network.describe;
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada').status).toBe('loading');
  network.describe = intact;
  await pass(1000);
  expect(cache.snapshot('ada').status).toBe('ready');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
  ['gives nothing', async () => null],
  ['gives no bytes', async () => ({ ok: true, version: 'v1', contentType: 'image/png', bytes: 'png' })],
  ['gives no version', async () => ({ ok: true, contentType: 'image/png', bytes: pngBytes() })],
])('a download that %s is tried again', async (_how, download) => {
  const cache = loadCache(stores);
  const { network } = stores.backend;
  const intact = network.download.bind(network);
  network.download = download as unknown as typeof network.download;
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada').status).toBe('loading');
  network.download = intact;
  await pass(1000);
  expect(cache.snapshot('ada').status).toBe('ready');
});

test('a backend that hangs is given up after its time-out, its call aborted', async () => {
  const cache = loadCache(stores);
  const signals: AbortSignal[] = [];
  stores.backend.network.describe = (_userIds, _variant, signal) => {
    signals.push(signal);
    return never();
  };
  cache.subscribe('ada', undefined, nothing);
  await pass(9000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await pass(1100);
  expect(signals[0]?.aborted).toBe(true);
  expect(cache.monitor.getReport().counters.retries).toBe(1);
});

test('a download is aborted when the last consumer leaves, and its late answer ignored', async () => {
  const cache = loadCache(stores);
  let signal: AbortSignal | undefined;
  let answer: (value: never) => void = nothing;
  stores.backend.network.download = (_url, _fresh, given) => {
    signal = given;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  const leave = [cache.subscribe('ada', undefined, nothing), cache.subscribe('ada', undefined, nothing)];
  await pass();
  leave[0]?.();
  expect(signal?.aborted).toBe(false);
  leave[1]?.();
  leave[1]?.();
  expect(signal?.aborted).toBe(true);
  answer({ ok: true, version: 'v1', contentType: 'image/png', bytes: pngBytes() } as never);
  await pass();
  expect(cache.snapshot('ada').status).toBe('idle');
  expect(cache.monitor.getReport()).toMatchObject({ counters: { cancelled: 1 }, gauges: { objectUrls: 0 } });
});

test('dispose() aborts every call', async () => {
  const cache = loadCache(stores);
  const signals: AbortSignal[] = [];
  stores.backend.network.describe = (_userIds, _variant, signal) => {
    signals.push(signal);
    return never();
  };
  cache.subscribe('ada', 64, nothing);
  cache.subscribe('ada', 512, nothing);
  await pass();
  cache.dispose();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('a localStorage that throws or gives anything is one that holds nothing', async () => {
  const fail = () => {
    throw new Error('broken');
  };
  const throwing = { read: fail, write: fail, remove: fail, list: fail };
  const odd = { read: () => 5, write: () => 'yes', remove: nothing, list: () => null };
  for (const localStorage of [throwing, odd]) {
    const cache = loadCache(newFilled(), {}, { localStorage: localStorage as never });
    expect(cache.snapshot('ada').status).toBe('idle');
    const picture = cache.resolve('ada');
    await pass();
    expect(await picture).toMatchObject({ layer: 'network' });
    await cache.clear();
    expect(cache.monitor.getReport().layers.localStorage.errors).toBeGreaterThan(0);
    cache.dispose();
  }
});

function newFilled(): Stores {
  const filled = newStores();
  filled.backend.put('ada');
  return filled;
}

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

test('tells how full the layers are once they have answered', async () => {
  const cache = loadCache(stores);
  await Promise.all([cache.resolve('ada'), pass()]);
  cache.monitor.getReport();
  await pass(0);
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
    expect(stores.storage.length).toBe(3);
    expect(stores.database.usage.entries).toBe(2);
  },
);
