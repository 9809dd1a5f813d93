import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PagePictureCache } from '../../../../js/client/picture-cache.js';
import { counted, takeCalls } from '../../support/counted-core.js';
import {
  closePage,
  loadCache,
  MINUTE,
  newStores,
  openPage,
  outcome,
  pass,
  type Stores,
} from '../../support/page-cache.js';

vi.mock('../../../../js/client/core-module.js', async (original) => {
  const { createCore, ...rest } = await original<typeof import('../../../../js/client/core-module.js')>();
  return { ...rest, createCore: (...given: Parameters<typeof createCore>) => counted(createCore(...given)) };
});

const nothing = (): void => {};
const PREVIEW = 'data:image/webp;base64,AAAA';
const FRIENDS = Array.from({ length: 50 }, (_, i) => `friend-${i}`);

let stores: Stores;

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', ...FRIENDS]);
});
afterEach(closePage);

/** What the reader gives, which must be what snapshot() gives. */
function readBoth(cache: PagePictureCache, read: () => unknown): unknown {
  const snapshot = cache.snapshot('ada');
  expect(read()).toBe(snapshot);
  expect(read()).toBe(snapshot);
  return snapshot;
}

test('a reader follows its picture from nothing to the end of the cache', async () => {
  const cache = loadCache(stores);
  const read = cache.reader('ada');
  expect(readBoth(cache, read)).toMatchObject({ status: 'idle' });
  cache.subscribe('ada', undefined, nothing);
  expect(readBoth(cache, read)).toMatchObject({ status: 'loading' });
  await pass();
  expect(readBoth(cache, read)).toMatchObject({ status: 'ready', url: expect.stringMatching(/^blob:/) });
  await cache.invalidateProfilePicture({ userId: 'ada' });
  await pass();
  expect(readBoth(cache, read)).toMatchObject({ status: 'ready', stale: false });
  void cache.clear();
  expect(readBoth(cache, read)).toMatchObject({ status: 'idle', url: null });
  cache.dispose();
  expect(readBoth(cache, read)).toMatchObject({ status: 'idle', url: null });
});

test('a reader that saw a picture gives nothing of it after the end of the cache', async () => {
  const cache = loadCache(stores);
  await outcome(cache.resolve('ada'));
  const read = cache.reader('ada');
  expect(read()).toMatchObject({ status: 'ready' });
  cache.dispose();
  expect(read()).toMatchObject({ status: 'idle', url: null });
});

test('the first reading looks into localStorage', async () => {
  await outcome(loadCache(stores).resolve('ada'));
  const cache = loadCache(stores);
  expect(cache.reader('ada')()).toMatchObject({ status: 'ready', layer: 'localStorage' });
});

test('a signed URL that ran out is not read for a new element', async () => {
  await outcome(loadCache(stores).resolve('ada'));
  const cache = loadCache(stores, { layers: { indexedDB: false, serviceWorker: false } });
  const read = cache.reader('ada');
  const { url } = read();
  expect(url).toMatch(/^https:/);
  await pass(46 * MINUTE);
  expect(read().url).toBeNull();
});

test('a preview is read until it is put aside, though the row did not change', async () => {
  const first = loadCache(stores, {}, { encodePreview: async () => PREVIEW });
  await outcome(first.resolve('ada'));
  await pass();
  first.dispose();
  await pass(60 * MINUTE);
  const cache = loadCache(stores);
  const read = cache.reader('ada');
  cache.subscribe('ada', undefined, nothing);
  for (let turn = 0; turn < 20 && cache.snapshot('ada').layer !== 'indexedDB'; turn += 1)
    await Promise.resolve();
  expect(read()).toMatchObject({ layer: 'indexedDB', url: PREVIEW });
  cache.reportBroken('ada', undefined, PREVIEW);
  expect(readBoth(cache, read)).toMatchObject({ url: expect.stringMatching(/^blob:/) });
});

test('a picture that is shown by its address while it is fetched is read so, though the row did not change', async () => {
  const cache = loadCache(stores, {}, { loadImage: () => new Promise(nothing) });
  const read = cache.reader('ada');
  cache.subscribe('ada', undefined, nothing);
  expect(read()).toMatchObject({ status: 'loading', url: null });
  await pass();
  expect(readBoth(cache, read)).toMatchObject({ status: 'ready', url: expect.stringMatching(/^https:/) });
});

test('what is read while the core is at work does not outlast its call', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  const read = cache.reader('ada');
  const write = stores.storage.setItem.bind(stores.storage);
  const seen: unknown[] = [];
  vi.spyOn(stores.storage, 'setItem').mockImplementation((key, value) => {
    seen.push(read());
    write(key, value);
  });
  void cache.invalidateProfilePicture({ userId: 'ada' });
  expect(seen).not.toEqual([]);
  expect(readBoth(cache, read)).toMatchObject({ stale: true });
  expect(read()).not.toBe(seen[0]);
});

test('a reader of what is no user id says so', () => {
  const cache = loadCache(stores);
  expect(cache.reader('..')()).toMatchObject({ status: 'error', error: { code: 'badUserId' } });
});

test('what is read or resolved of pictures that are there makes no call into WebAssembly', async () => {
  const cache = loadCache(stores);
  await outcome(cache.prefetch(FRIENDS));
  const reads = FRIENDS.map((friend) => cache.reader(friend));
  for (const read of reads) read();
  takeCalls();
  for (const read of reads) read();
  for (const friend of FRIENDS) cache.snapshot(friend);
  for (const friend of FRIENDS) await cache.resolve(friend);
  await pass(0);
  expect(takeCalls()).toEqual([]);
});

test('a hit in another size is its own', async () => {
  const cache = loadCache(stores);
  await outcome(cache.resolve('ada', { size: 256 }));
  expect(cache.reader('ada', 256)()).toMatchObject({ status: 'ready' });
  expect(cache.reader('ada')()).toMatchObject({ status: 'idle' });
  expect(cache.snapshot('ada', 256)).toMatchObject({ status: 'ready' });
  expect(cache.snapshot('ada')).toMatchObject({ status: 'idle' });
});
