import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Shims } from '../../../../js/client/layers.js';
import { parseLocalRecord } from '../../../../js/client/local-record.js';
import type { PagePictureCache } from '../../../../js/client/picture-cache.js';
import type { PictureCacheOptions } from '../../../../js/client/types.js';
import type { IndexedDbShim } from '../../../../js/shims/indexed-db.js';
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

const DAY = 24 * 60 * MINUTE;
const KEY = 'profile_pic:ada';
const nothing = (): void => {};

let stores: Stores;
let encoded: Blob[];

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', 'bob']);
  encoded = [];
});
afterEach(closePage);

/** A small copy that tells which it is. */
const previewOf = (index: number): string => `data:image/webp;base64,${btoa(`preview ${index}`)}`;
const FIRST = previewOf(1);

function load(options: PictureCacheOptions = {}, shims: Partial<Shims> = {}): PagePictureCache {
  return loadCache(stores, options, {
    encodePreview: async (picture) => previewOf(encoded.push(picture)),
    ...shims,
  });
}

/** A database that answers no lookup before it is opened. */
function slowDatabase(): { indexedDB: IndexedDbShim; answer: () => void } {
  let answer = nothing;
  const allowed = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const indexedDB = asDatabase(stores.database);
  const lookup: IndexedDbShim['lookup'] = (keys, now) =>
    allowed.then(() => stores.database.lookup(keys, now));
  return { indexedDB: { ...indexedDB, lookup }, answer };
}

/** Loads the picture on a first page, which makes its preview and is left. */
async function visit(userId = 'ada', options: PictureCacheOptions = {}): Promise<void> {
  const cache = load(options);
  await outcome(cache.resolve(userId));
  await pass();
  cache.dispose();
}

const stored = (key = KEY): string | undefined =>
  parseLocalRecord(stores.storage.getItem(key) ?? '')?.variants[0]?.preview;

test('the record of a picture that the page holds gets a preview, made once for a version', async () => {
  await visit();
  expect(stored()).toBe(FIRST);
  expect(encoded.map(({ size }) => size)).toEqual([64]);
  await visit();
  expect(encoded).toHaveLength(1);
});

test('after a refresh the preview is shown in the first render, then the picture itself', async () => {
  await visit();
  const cache = load();
  expect(cache.snapshot('ada')).toMatchObject({
    status: 'ready',
    url: FIRST,
    layer: 'localStorage',
    stale: false,
    fetching: false,
    version: 'v1',
  });
  const told = vi.fn();
  cache.subscribe('ada', undefined, told);
  await pass();
  expect(told).toHaveBeenCalledTimes(1);
  expect(cache.snapshot('ada').url).toMatch(/^https:\/\/store\.test\/ada/);
  expect(cache.monitor.getReport().layers.localStorage.hits).toBe(1);
});

test('the next day the preview is shown at once, marked stale, until IndexedDB has answered', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  const { indexedDB, answer } = slowDatabase();
  const cache = load({}, { indexedDB });
  const told: string[] = [];
  const read = () => cache.snapshot('ada');
  expect(read()).toMatchObject({ status: 'ready', url: FIRST, stale: true, version: 'v1' });
  cache.subscribe('ada', undefined, () => told.push(`${read().status} ${read().url?.slice(0, 5)}`));
  expect(read()).toMatchObject({ url: FIRST, stale: true, fetching: true, error: null });
  await pass();
  expect(read()).toMatchObject({ url: FIRST, fetching: true });
  answer();
  await pass();
  expect(read()).toMatchObject({ layer: 'indexedDB', url: expect.stringMatching(/^blob:/) });
  expect(told.every((line) => line.startsWith('ready'))).toBe(true);
  expect(cache.monitor.getReport().layers.indexedDB.hits).toBe(1);
});

test('a picture behind its preview has no object URL before it is shown', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (task: () => void) => idle.push(task));
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ layer: 'indexedDB', url: FIRST });
  expect(cache.monitor.getReport().gauges.objectUrls).toBe(0);
  for (const task of idle) {
    task();
    const isCovered = cache.snapshot('ada').url === FIRST;
    expect(cache.monitor.getReport().gauges.objectUrls).toBe(isCovered ? 0 : 1);
  }
  expect(cache.snapshot('ada').url).toMatch(/^blob:/);
});

test('a preview is no answer for resolve()', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  const cache = load();
  expect(cache.snapshot('ada').url).toBe(FIRST);
  expect(await outcome(cache.resolve('ada'))).toMatchObject({ url: expect.stringMatching(/^blob:/) });
});

test('a preview is shown 7 days and no longer', async () => {
  await visit();
  vi.setSystemTime(START + 7 * DAY - MINUTE);
  expect(load().snapshot('ada').url).toBe(FIRST);
  vi.setSystemTime(START + 7 * DAY + MINUTE);
  expect(load().snapshot('ada').url).toBeNull();
});

test('offline, with nothing else left, the preview stays and the error is told', async () => {
  await visit();
  vi.setSystemTime(START + 2 * DAY);
  stores.backend.failure = 'unreachable';
  const cache = loadCache(stores, {}, { encodePreview: null, indexedDB: null, serviceWorker: null });
  cache.subscribe('ada', undefined, nothing);
  await pass(20 * MINUTE);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', url: FIRST, stale: true });
  expect(cache.snapshot('ada').error?.code).toBe('unreachable');
});

test('a version that is new replaces the preview, and gets one of its own', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  stores.backend.put('ada', 'v2');
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ version: 'v2', url: expect.stringMatching(/^blob:/) });
  expect(stored()).toBe(previewOf(2));
});

test('a record that is renewed keeps its preview', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  await visit();
  expect(parseLocalRecord(stores.storage.getItem(KEY) ?? '')?.variants[0]?.fetchedAt).toBeGreaterThan(START);
  expect(stored()).toBe(FIRST);
  expect(encoded).toHaveLength(1);
});

test('an invalidation drops the preview, here and on the next page', async () => {
  await visit();
  stores.backend.failure = 'unreachable';
  const cache = load();
  expect(cache.snapshot('ada').url).toBe(FIRST);
  void cache.invalidateProfilePicture({ userId: 'ada', hard: true });
  expect(cache.snapshot('ada').url).toBeNull();
  expect(load().snapshot('ada').url).toBeNull();
});

test.each([
  ['here', (cache: PagePictureCache) => cache.invalidateProfilePicture({ userId: 'ada' })],
  ['in another tab', () => load().invalidateProfilePicture({ userId: 'ada' })],
])(
  'a soft invalidation %s leaves the preview that a component shows, until there is something new',
  async (_, invalidate) => {
    await visit();
    vi.setSystemTime(START + DAY);
    stores.backend.failure = 'unreachable';
    const cache = load({}, slowDatabase());
    cache.subscribe('ada', undefined, nothing);
    await pass();
    void invalidate(cache);
    await pass();
    expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', url: FIRST, stale: true });
    expect(stored()).toBeUndefined();
    stores.backend.failure = null;
    stores.backend.put(['ada'], 'v2');
    await pass(MINUTE);
    expect(cache.snapshot('ada')).toMatchObject({ version: 'v2', stale: false });
  },
);

test('a soft invalidation drops the preview that no component shows', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  stores.backend.failure = 'unreachable';
  const cache = load();
  expect(cache.snapshot('ada').url).toBe(FIRST);
  void cache.invalidateProfilePicture({ userId: 'ada' });
  expect(cache.snapshot('ada').url).toBeNull();
});

test('clear() drops every preview, also of a record that is gone already', async () => {
  await visit();
  await visit('bob');
  vi.setSystemTime(START + DAY);
  const cache = load({}, slowDatabase());
  for (const userId of ['ada', 'bob']) cache.subscribe(userId, undefined, nothing);
  expect(cache.snapshot('bob').url).not.toBeNull();
  stores.storage.removeItem('profile_pic:bob');
  void cache.clear();
  await pass();
  expect(['ada', 'bob'].map((userId) => cache.snapshot(userId).url)).toEqual([null, null]);
});

test('a preview that the browser cannot show is shown no more, and the picture is', async () => {
  await visit();
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  cache.reportBroken('ada', undefined, FIRST);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', url: expect.stringMatching(/^https:/) });
  expect(stores.backend.described).toHaveLength(1);
});

test('where the record has no room for it there is no preview, and the record stays', async () => {
  const record = async (): Promise<number> => {
    await visit();
    return 2 * (KEY.length + (stores.storage.getItem(KEY)?.length ?? 0));
  };
  const bytes = await record();
  for (const localStorageBytes of [bytes - 1, bytes]) {
    stores = newStores();
    stores.backend.put('ada');
    await visit('ada', { limits: { localStorageBytes } });
    expect(stored()).toBe(localStorageBytes < bytes ? '' : previewOf(3));
  }
});

test('a large picture gets no preview, and what cannot be encoded is left', async () => {
  await visit('ada', { size: 256 });
  expect(encoded).toHaveLength(0);
  const cache = loadCache(stores, {}, { encodePreview: () => Promise.reject(new Error('no canvas')) });
  await outcome(cache.resolve('bob'));
  await pass();
  expect(stored('profile_pic:bob')).toBe('');
});

test('a user whose picture is gone shows no preview any more', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  stores.backend.remove('ada');
  stores.database = newStores().database;
  stores.worker = newStores().worker;
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  expect(cache.snapshot('ada').url).toBe(FIRST);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ status: 'missing', url: null });
});

test('a newer version does not wait for the page to be idle', async () => {
  await visit();
  vi.setSystemTime(START + DAY);
  stores.backend.put('ada', 'v2');
  stores.database = newStores().database;
  stores.worker = newStores().worker;
  vi.stubGlobal('requestIdleCallback', nothing);
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ version: 'v2', url: expect.stringMatching(/^blob:/) });
});

/** A hundred and twenty friends, whose previews an earlier visit has left. */
async function longListSeen(): Promise<string[]> {
  const users = Array.from({ length: 120 }, (_, index) => `friend-${index}`);
  stores.backend.put(users);
  const first = load();
  await outcome(first.prefetch(users), 2000);
  await pass(2000);
  first.dispose();
  return users;
}

test('a long list changes from its previews to its pictures in parts', async () => {
  const users = await longListSeen();
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (task: () => void) => idle.push(task));
  const cache = load();
  for (const userId of users) cache.subscribe(userId, undefined, nothing);
  const shown = (): number => users.filter((user) => cache.snapshot(user).url?.startsWith('https:')).length;
  const counts = [shown()];
  for (const task of idle) {
    task();
    counts.push(shown());
  }
  expect(counts.filter((count, i) => count !== counts[i - 1])).toEqual([0, 20, 40, 60, 80, 100, 120]);
});

test('in a pause of the page the records of a long list are looked at in parts', async () => {
  const users = await longListSeen();
  vi.setSystemTime(START + DAY);
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (task: () => void) => idle.push(task));
  const cache = load();
  for (const userId of users) cache.subscribe(userId, undefined, nothing);
  await pass();
  const reads = vi.spyOn(stores.storage, 'getItem');
  const readsOfEach: number[] = [];
  for (const task of idle) {
    const before = reads.mock.calls.length;
    task();
    await pass(0);
    readsOfEach.push(reads.mock.calls.length - before);
  }
  expect(readsOfEach.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(users.length);
  expect(Math.max(...readsOfEach)).toBeLessThanOrEqual(20);
});

test('a preview that is ready after the end of the cache is left', async () => {
  let finish = nothing;
  const encodePreview = () =>
    new Promise<string>((resolve) => {
      finish = () => resolve(FIRST);
    });
  const cache = load({}, { encodePreview });
  await outcome(cache.resolve('ada'));
  cache.dispose();
  finish();
  await pass();
  expect(stored()).toBe('');
});

test('the end of the cache calls off what was to be done when the page is idle', async () => {
  await visit();
  const idle = new Set<number>();
  vi.stubGlobal('requestIdleCallback', () => idle.add(idle.size + 1).size);
  vi.stubGlobal('cancelIdleCallback', (id: number) => idle.delete(id));
  const cache = load();
  cache.subscribe('ada', undefined, nothing);
  expect(cache.snapshot('ada').url).toBe(FIRST);
  expect(idle.size).toBeGreaterThan(0);
  cache.dispose();
  expect(idle.size).toBe(0);
});
