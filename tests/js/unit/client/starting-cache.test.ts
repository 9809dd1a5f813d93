import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FirstLook } from '../../../../js/client/first-look.js';
import { StartingCache } from '../../../../js/client/starting-cache.js';
import type { PictureCache } from '../../../../js/client/types.js';
import { createLocalStorageShim } from '../../../../js/shims/local-storage.js';
import {
  closePage,
  loadCache,
  newStores,
  openPage,
  outcome,
  pass,
  type Stores,
} from '../../support/page-cache.js';

const PREVIEW = `data:image/webp;base64,${btoa('a small copy')}`;
const nothing = (): void => {};

let stores: Stores;
let frames: (() => void)[];
let starts: number;
const opened: PictureCache[] = [];

beforeEach(async () => {
  openPage();
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  stores = newStores();
  stores.backend.put(['ada', 'bob']);
  await visit();
  frames = [];
  starts = 0;
});
afterEach(() => {
  for (const cache of opened.splice(0)) cache.dispose();
  closePage();
});

const real = () => loadCache(stores, {}, { encodePreview: async () => PREVIEW });

/** An earlier visit, which leaves a record and a preview of ada. */
async function visit(): Promise<void> {
  const cache = real();
  cache.subscribe('ada', undefined, nothing);
  await pass(1000);
  cache.dispose();
}

/** A later visit. `idle`: whether the page ever has nothing better to do. */
function open({ idle = false } = {}): PictureCache {
  if (!idle) vi.stubGlobal('requestIdleCallback', () => 0);
  const storage = createLocalStorageShim({ storage: () => stores.storage as unknown as Storage });
  const create = (): PictureCache => {
    starts += 1;
    return real();
  };
  const cache = new StartingCache(create, new FirstLook(storage, '', 128, Date.now));
  opened.push(cache);
  return cache;
}

/** The page paints. */
async function frame(): Promise<void> {
  for (const paint of frames.splice(0)) paint();
  await pass(1);
}

test('a picture with a preview is shown and subscribed to before anything starts', () => {
  const cache = open();
  const snapshot = cache.snapshot('ada');
  expect(snapshot).toMatchObject({
    status: 'ready',
    url: PREVIEW,
    layer: 'localStorage',
    stale: true,
    bytes: 64,
  });
  expect(cache.snapshot('ada')).toBe(snapshot);
  expect(cache.reader('ada')()).toBe(snapshot);
  cache.subscribe('ada', undefined, nothing);
  expect(starts).toBe(0);
});

test.each<[string, (cache: PictureCache) => unknown]>([
  ['the snapshot of a picture without one', (cache) => cache.snapshot('bob')],
  ['that of another size', (cache) => cache.snapshot('ada', 256)],
  ['that of what is no user id', (cache) => cache.snapshot('')],
  ['a reader of a picture without one', (cache) => cache.reader('bob')()],
  ['a subscription to a picture without one', (cache) => cache.subscribe('bob', undefined, nothing)],
  ['a promise of the picture', (cache) => outcome(cache.resolve('ada'))],
  ['a refetch', (cache) => cache.refetch('ada')],
  ['the store', (cache) => cache.store],
  ['the monitor', (cache) => cache.monitor],
  ['ready', (cache) => cache.ready],
])('%s starts the cache at once', (_, ask) => {
  const cache = open();
  cache.snapshot('ada');
  expect(starts).toBe(0);
  ask(cache);
  expect(starts).toBe(1);
});

test('what is subscribed to starts the cache after the frame that shows it, and tells of the picture', async () => {
  const cache = open();
  const heard = vi.fn();
  const read = cache.reader('ada');
  const before = read();
  cache.subscribe('ada', undefined, heard);
  await pass(100);
  expect(starts).toBe(0);
  await frame();
  expect(starts).toBe(1);
  expect(heard).toHaveBeenCalled();
  expect(read()).not.toBe(before);
  expect(read()).toBe(cache.snapshot('ada'));
  expect(read()).toMatchObject({ status: 'ready', stale: false, version: before.version });
  expect(cache.monitor.getReport().layers.localStorage.hits).toBe(1);
});

test('a page that is never painted starts the cache all the same', async () => {
  const cache = open();
  cache.subscribe('ada', undefined, nothing);
  await pass(499);
  expect(starts).toBe(0);
  await pass(1);
  expect(starts).toBe(1);
});

test('a page that asks for nothing starts the cache when it is idle, once', async () => {
  const cache = open({ idle: true });
  await pass(10);
  expect(starts).toBe(1);
  cache.snapshot('bob');
  expect(starts).toBe(1);
});

test('who left before the start is neither subscribed nor told', async () => {
  const cache = open();
  const heard = vi.fn();
  const leave = cache.subscribe('ada', undefined, heard);
  leave();
  await frame();
  await cache.invalidateProfilePicture({ userId: 'ada' });
  await pass(100);
  expect(heard).not.toHaveBeenCalled();
});

test('who leaves after the start is told no more', async () => {
  const cache = open();
  const heard = vi.fn();
  const leave = cache.subscribe('ada', undefined, heard);
  await frame();
  await pass(100);
  leave();
  heard.mockClear();
  await cache.invalidateProfilePicture({ userId: 'ada' });
  await pass(100);
  expect(heard).not.toHaveBeenCalled();
});

test('a start while a component renders tells nobody before it has rendered', async () => {
  const cache = open();
  const heard = vi.fn();
  cache.subscribe('ada', undefined, heard);
  cache.snapshot('bob');
  expect(starts).toBe(1);
  expect(heard).not.toHaveBeenCalled();
  await pass(0);
  expect(heard).toHaveBeenCalled();
});

test('a preview that cannot be shown is not shown again', async () => {
  const cache = open();
  const heard = vi.fn();
  cache.subscribe('ada', undefined, heard);
  cache.reportBroken('ada', undefined, PREVIEW);
  expect(starts).toBe(1);
  expect(cache.snapshot('ada').url).not.toBe(PREVIEW);
  expect(heard).toHaveBeenCalled();
});

test('disposed of before it started, it shows nothing and starts no more', async () => {
  const cache = open();
  const heard = vi.fn();
  cache.subscribe('ada', undefined, heard);
  cache.dispose();
  await frame();
  await pass(1000);
  expect(heard).not.toHaveBeenCalled();
  expect(starts).toBe(0);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'idle', url: null, error: null });
  await expect(cache.resolve('ada')).rejects.toMatchObject({ code: 'disposed' });
});

test('who subscribed before a log-out that is the first call of all is asked nothing about after it', async () => {
  const cache = open();
  const before = stores.backend.described.length;
  cache.subscribe('ada', undefined, nothing);
  await outcome(cache.clear());
  await frame();
  await pass(1000);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'idle', url: null });
  expect(stores.backend.described.length).toBe(before);
});

test('the monitor is at the console from the beginning, and starts the cache when it is looked at', () => {
  const cache = open();
  expect('cacheMonitor' in window).toBe(true);
  expect(starts).toBe(0);
  expect(window.cacheMonitor).toBe(cache.monitor);
  expect(starts).toBe(1);
  cache.dispose();
  expect('cacheMonitor' in window).toBe(false);
});

test('the newest monitor is at the console, and the one before when it goes', () => {
  const first = open();
  const second = open();
  expect(window.cacheMonitor).toBe(second.monitor);
  second.dispose();
  expect(window.cacheMonitor).toBe(first.monitor);
  first.dispose();
  expect('cacheMonitor' in window).toBe(false);
});

test('a log-out in another tab before the start takes the previews away', async () => {
  const cache = open();
  expect(cache.snapshot('ada').url).toBe(PREVIEW);
  const other = real();
  await outcome(other.clear());
  await pass(100);
  expect(starts).toBe(0);
  expect(cache.snapshot('ada').url).toBeNull();
});

test('who leaves while others are joined is not subscribed', () => {
  const subscribed = new Set<() => void>();
  const started = {
    subscribe(_userId: string, _size: undefined, listener: () => void) {
      for (const other of subscribed) other();
      subscribed.add(listener);
      return () => subscribed.delete(listener);
    },
    monitor: {},
    dispose: nothing,
  };
  const look = { of: () => ({ status: 'ready', url: PREVIEW }) };
  const cache = new StartingCache(() => started as unknown as PictureCache, look as unknown as FirstLook);
  opened.push(cache);
  let leaveBob = nothing;
  cache.subscribe('ada', undefined, () => leaveBob());
  cache.subscribe('eve', undefined, nothing);
  leaveBob = cache.subscribe('bob', undefined, nothing);
  expect(cache.monitor).toBe(started.monitor);
  for (const paint of frames.splice(0)) paint();
  vi.advanceTimersByTime(1);
  expect(subscribed.size).toBe(2);
});
