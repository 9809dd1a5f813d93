import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPictureCache } from '../../../../js/client/create-picture-cache.js';
import type { PagePictureCache } from '../../../../js/client/picture-cache.js';
import type { LayerName } from '../../../../js/client/types.js';
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

const nothing = (): void => {};
const failure = (error: Error): Error => error;
const FILE = new Blob(['\x89PNG\r\n\x1a\n'], { type: 'image/png' });

let stores: Stores;

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', 'bob']);
});
afterEach(closePage);

function waiting(cache: PagePictureCache): number {
  return cache.monitor.getReport().gauges.waiting;
}

test('resolve() gives the picture and the layer that answered', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.resolve('ada'))).toEqual({
    userId: 'ada',
    url: expect.stringMatching(/^blob:/),
    layer: 'network',
    version: 'v1',
    bytes: 64,
    stale: false,
  });
  expect(waiting(cache)).toBe(0);
});

test('a picture that is there is resolved at once, as a hit', async () => {
  const cache = loadCache(stores);
  await outcome(cache.resolve('ada'));
  expect(await cache.resolve('ada')).toMatchObject({ userId: 'ada', url: cache.snapshot('ada').url });
  expect(stores.backend.described).toHaveLength(1);
  expect(cache.monitor.getReport()).toMatchObject({ requests: 2, hits: 1, layers: { redux: { hits: 1 } } });
});

test('two resolves of a picture join', async () => {
  const cache = loadCache(stores);
  const both = Promise.all([cache.resolve('ada'), cache.resolve('ada'), cache.resolve('ada', { size: 256 })]);
  expect(waiting(cache)).toBe(3);
  const [first, second, large] = (await outcome(both)) as { url: string }[];
  expect(first?.url).toBe(second?.url);
  expect(large?.url).not.toBe(first?.url);
  expect(stores.backend.network.downloaded).toHaveLength(2);
  expect(cache.monitor.getReport().counters.joined).toBe(1);
});

test('a user without a picture is rejected as missing', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.resolve('nobody'))).toMatchObject({ code: 'missing', userId: 'nobody' });
  expect(await outcome(cache.resolve('nobody'))).toMatchObject({ code: 'missing' });
  expect(stores.backend.described).toHaveLength(1);
});

test('five tries are made before it is an error, and the next resolve tries again', async () => {
  stores.backend.failure = 'server';
  const cache = loadCache(stores);
  const picture = cache.resolve('ada').catch(failure);
  await pass(MINUTE);
  expect(await picture).toMatchObject({ code: 'server', userId: 'ada' });
  expect(stores.backend.described).toHaveLength(5);
  stores.backend.failure = null;
  expect(await outcome(cache.resolve('ada'))).toMatchObject({ layer: 'network' });
});

test('a signal that is aborted cancels the wait, and with the last one the lookup', async () => {
  stores.backend.network.onDescribe = () => new Promise(nothing);
  const cache = loadCache(stores);
  const [first, second] = [new AbortController(), new AbortController()];
  const pictures = [first, second].map(({ signal }) => cache.resolve('ada', { signal }).catch(failure));
  await pass();
  first.abort();
  expect(await pictures[0]).toMatchObject({ code: 'cancelled', userId: 'ada' });
  expect(cache.snapshot('ada').status).toBe('loading');
  second.abort();
  expect(await pictures[1]).toMatchObject({ code: 'cancelled' });
  expect(cache.snapshot('ada').status).toBe('idle');
  expect(cache.monitor.getReport()).toMatchObject({ counters: { cancelled: 1 }, gauges: { waiting: 0 } });
});

test('a signal that was aborted before asks nothing, one that is aborted later changes nothing', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.resolve('ada', { signal: AbortSignal.abort() }))).toMatchObject({
    code: 'cancelled',
  });
  expect(stores.backend.described).toEqual([]);
  const late = new AbortController();
  const picture = await outcome(cache.resolve('ada', { signal: late.signal }));
  expect(getEventListeners(late.signal, 'abort')).toEqual([]);
  late.abort();
  expect(picture).toMatchObject({ userId: 'ada' });
});

test('dispose() rejects who waits', async () => {
  const cache = loadCache(stores);
  stores.backend.network.onUpload = () => new Promise(nothing);
  const pictures = [cache.resolve('ada'), cache.upload('bob', FILE), cache.prefetch(['ada', 'bob'])];
  const settled = Promise.allSettled(pictures);
  cache.dispose();
  await pass();
  const [resolved, uploaded, prefetched] = await settled;
  expect(resolved).toMatchObject({ status: 'rejected', reason: { code: 'disposed', userId: 'ada' } });
  expect(uploaded).toMatchObject({ status: 'rejected', reason: { code: 'disposed', userId: 'bob' } });
  expect(prefetched).toEqual({ status: 'fulfilled', value: undefined });
});

test('after dispose() every promise says so', async () => {
  const cache = loadCache(stores);
  cache.dispose();
  const disposed = { code: 'disposed' };
  expect(await outcome(cache.resolve('ada'))).toMatchObject(disposed);
  expect(await outcome(cache.upload('ada', FILE))).toMatchObject(disposed);
  expect(await outcome(cache.invalidateProfilePicture({ userId: 'ada' }))).toMatchObject(disposed);
  expect(await outcome(cache.clear())).toMatchObject(disposed);
  expect(await outcome(cache.prefetch(['ada']))).toBeUndefined();
});

test.each(['', '\u0000', '\ud800', 'é'.repeat(65), 5, undefined])(
  'the user id %j is refused everywhere and never asked for',
  async (bad) => {
    const cache = loadCache(stores);
    const userId = bad as string;
    const refused = { code: 'badUserId' };
    expect(await outcome(cache.resolve(userId))).toMatchObject(refused);
    expect(await outcome(cache.upload(userId, FILE))).toMatchObject(refused);
    expect(await outcome(cache.invalidateProfilePicture({ userId }))).toMatchObject(refused);
    expect(await outcome(cache.prefetch([userId, 'ada']))).toBeUndefined();
    expect(cache.snapshot(userId)).toMatchObject({ status: 'error', url: null, error: refused });
    expect(cache.snapshot(userId)).toBe(cache.snapshot(userId));
    cache.subscribe(userId, undefined, nothing)();
    cache.refetch(userId);
    cache.reportBroken(userId, undefined, 'https://store.test/');
    await pass();
    expect(stores.backend.described).toEqual([['ada']]);
  },
);

test('a size that is none is refused by name', async () => {
  const cache = loadCache(stores);
  const size = 100 as never;
  expect(await outcome(cache.resolve('ada', { size }))).toMatchObject({
    code: 'badOption',
    message: expect.stringContaining('size must be one of 64, 128, 256, 512, not 100'),
  });
  expect(cache.snapshot('ada', size).error?.code).toBe('badOption');
  await pass();
  expect(stores.backend.described).toEqual([]);
});

test('the size of the options is asked for when none is given', async () => {
  const cache = loadCache(stores, { size: 256 });
  await outcome(cache.resolve('ada'));
  expect(stores.backend.network.described).toEqual([{ userIds: ['ada'], variant: 256 }]);
  expect(cache.snapshot('ada')).toBe(cache.snapshot('ada', 256));
});

test('a URL that ran out is no answer, although an element still shows it', async () => {
  await Promise.all([loadCache(stores).resolve('ada'), pass()]);
  const cache = loadCache(stores, {}, { indexedDB: null, serviceWorker: null });
  cache.subscribe('ada', undefined, nothing);
  await pass(46 * MINUTE);
  const shown = cache.snapshot('ada').url;
  const picture = cache.resolve('ada');
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', url: shown });
  await pass();
  expect(await picture).toMatchObject({ layer: 'network', stale: false });
});

test('an upload shows what its answer names, without a call of the backend', async () => {
  const cache = loadCache(stores, { size: 256 });
  const shown = await outcome(cache.upload('ada', FILE));
  expect(shown).toMatchObject({ layer: 'network', stale: false });
  expect(stores.backend.network.described).toEqual([]);
});

test('an upload under way at the log-out is cancelled and fills no layer', async () => {
  const cache = loadCache(stores);
  const upload = cache.upload('ada', FILE);
  const [ended] = await Promise.all([outcome(upload), cache.clear()]);
  expect(ended).toMatchObject({ code: 'cancelled' });
  await pass(1000);
  expect(stores.storage.getItem('profile_pic:ada')).toBeNull();
  expect(stores.database.usage.entries).toBe(0);
});

test('prefetch() asks in one call and never rejects', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.prefetch(['ada', 'bob', 'nobody', 'ada']))).toBeUndefined();
  expect(stores.backend.described).toEqual([['ada', 'bob', 'nobody']]);
  expect(cache.snapshot('bob').status).toBe('ready');
});

test('an answer by localStorage is timed from the first look at it', async () => {
  await outcome(loadCache(stores).resolve('ada'));
  const { getItem } = stores.storage;
  stores.storage.getItem = (key) => {
    vi.advanceTimersByTime(4);
    return getItem.call(stores.storage, key);
  };
  const cache = loadCache(stores);
  cache.snapshot('ada');
  cache.subscribe('ada', undefined, nothing);
  expect(cache.monitor.getReport().layers.localStorage).toMatchObject({ hits: 1, meanMs: 4 });
});

test('a full store does not evict a picture in the moment in which it comes', async () => {
  const cache = loadCache(stores, { limits: { storeEntries: 1 } });
  cache.subscribe('ada', undefined, nothing);
  await pass();
  expect(await outcome(cache.resolve('bob'))).toMatchObject({ userId: 'bob', layer: 'network' });
  cache.dispose();
  const next = loadCache(stores, { limits: { storeEntries: 1 } });
  next.subscribe('ada', undefined, nothing);
  expect(await next.resolve('bob')).toMatchObject({ userId: 'bob', layer: 'localStorage' });
  next.subscribe('bob', undefined, nothing);
  await pass();
  expect(next.snapshot('ada').status).toBe('ready');
  expect(next.snapshot('bob').status).toBe('ready');
});

test('who leaves twice has left once', async () => {
  const cache = loadCache(stores, { limits: { storeEntries: 1 } });
  const [leave] = [cache.subscribe('ada', undefined, nothing), cache.subscribe('ada', undefined, nothing)];
  await pass();
  leave();
  leave();
  await outcome(cache.resolve('bob'));
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', layer: 'network' });
});

test('recordHit() counts by hand, and refuses what is no layer and no time', () => {
  const { monitor } = loadCache(stores);
  monitor.recordHit('ada', 'indexedDB', 8);
  expect(monitor.getReport()).toMatchObject({ requests: 1, layers: { indexedDB: { hits: 1, meanMs: 8 } } });
  for (const [layer, ms] of [
    ['disk', 8],
    ['redux', Number.NaN],
    ['redux', -1],
  ] as [LayerName, number][]) {
    expect(() => monitor.recordHit('ada', layer, ms)).toThrow(
      expect.objectContaining({ code: 'badOption' }) as Error,
    );
  }
});

test('reset() forgets the hits that were not handed over yet', async () => {
  const cache = loadCache(stores);
  await outcome(cache.resolve('ada'));
  await cache.resolve('ada');
  cache.monitor.reset();
  expect(cache.monitor.getReport()).toMatchObject({ requests: 0, since: Date.now() });
});

test('two accounts on one page do not see each other’s pictures', async () => {
  const [first, second] = [loadCache(stores, { account: 'one' }), loadCache(stores, { account: 'two' })];
  await outcome(first.resolve('ada'));
  expect(second.snapshot('ada').status).toBe('idle');
  const picture = second.resolve('ada');
  expect(await outcome(picture)).toMatchObject({ layer: 'network' });
  await outcome(first.clear());
  expect(second.snapshot('ada').status).toBe('ready');
  second.dispose();
  expect(loadCache(stores, { account: 'two' }).snapshot('ada').layer).toBe('localStorage');
});

test('on a server a cache knows nothing, asks nothing and says why', async () => {
  vi.stubGlobal('window', undefined);
  const cache = createPictureCache({ fetch: () => Promise.reject(new Error('asked')) });
  expect(cache.snapshot('ada')).toMatchObject({ userId: 'ada', status: 'idle' });
  expect(cache.snapshot('ada')).toBe(cache.snapshot('ada'));
  await expect(cache.resolve('ada')).rejects.toMatchObject({ code: 'noWindow' });
  await expect(cache.upload('ada', FILE)).rejects.toMatchObject({ code: 'noWindow' });
  await expect(cache.prefetch(['ada'])).resolves.toBeUndefined();
  expect(cache.store.getState()).toEqual({ pictures: {} });
  expect(cache.monitor.getReport().requests).toBe(0);
  for (let i = 0; i < 3000; i++) cache.snapshot(`user-${i}`);
  cache.subscribe('ada', undefined, nothing)();
  cache.dispose();
});
