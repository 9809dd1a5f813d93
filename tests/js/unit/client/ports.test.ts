import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StoredPicture } from '../../../../js/shared/stored-picture.js';
import type { DownloadOutcome } from '../../../../js/shims/types.js';
import { answering, broken, stored } from '../../support/bytes-layers.js';
import { pngBytes } from '../../support/image-bytes.js';
import {
  asDatabase,
  closePage,
  loadCache,
  newStores,
  openPage,
  pass,
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
  const created = vi.spyOn(URL, 'createObjectURL');
  const found = [stored('ada'), stored('ada', { version: 'other' })];
  const cache = loadCache(stores, {}, { indexedDB: asDatabase(answering(found)) });
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada').version).toBe('v1');
  expect(created).toHaveBeenCalledTimes(1);
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
  stores.backend.network.download = (_url, _cache, given) => {
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

test('the late answer of a download that was given up is not taken for that of the next', async () => {
  const answers: ((outcome: DownloadOutcome) => void)[] = [];
  stores.backend.network.download = () =>
    new Promise((resolve) => {
      answers.push(resolve);
    });
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass(32_000);
  expect(answers).toHaveLength(2);
  const picture = { ok: true, version: 'v1', contentType: 'image/png', bytes: pngBytes() } as const;
  answers[0]?.(picture);
  await pass();
  expect(cache.snapshot('ada').status).toBe('loading');
  answers[1]?.(picture);
  await pass();
  expect(cache.snapshot('ada').status).toBe('ready');
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
