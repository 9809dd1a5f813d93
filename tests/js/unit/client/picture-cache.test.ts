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

/** The outcome once virtual time has gone on; the error when it was rejected. */
async function outcome<Value>(promise: Promise<Value>, ms = 100): Promise<Value | Error> {
  const settled = promise.catch(failure);
  await pass(ms);
  return settled;
}

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
  late.abort();
  expect(picture).toMatchObject({ userId: 'ada' });
});

test('dispose() rejects who waits', async () => {
  const cache = loadCache(stores);
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

test('prefetch() asks in one call and never rejects', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.prefetch(['ada', 'bob', 'nobody', 'ada']))).toBeUndefined();
  expect(stores.backend.described).toEqual([['ada', 'bob', 'nobody']]);
  expect(cache.snapshot('bob').status).toBe('ready');
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

test('a refetch of a picture that was never asked for goes to the backend', async () => {
  const cache = loadCache(stores);
  cache.refetch('ada');
  expect(cache.snapshot('ada')).toMatchObject({ status: 'loading', fetching: true });
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', layer: 'network' });
  expect(stores.database.calls.filter(({ method }) => method === 'lookup')).toEqual([]);
});

test('a refetch keeps what is shown and takes the new version', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  const before = cache.snapshot('ada');
  stores.backend.put('ada', 'v2');
  cache.refetch('ada');
  expect(cache.snapshot('ada')).toMatchObject({ url: before.url, stale: true, fetching: true });
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ version: 'v2', stale: false, fetching: false });
});

test('an error of a refetch keeps what is shown, and says so', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  stores.backend.failure = 'unauthorized';
  cache.refetch('ada');
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({
    status: 'ready',
    stale: true,
    error: { code: 'unauthorized' },
  });
});

/** A page whose picture comes from localStorage: a signed URL alone. */
async function withSignedUrl(): Promise<PagePictureCache> {
  const before = loadCache(stores);
  await outcome(before.resolve('ada'));
  before.dispose();
  stores.database.failure = new Error('gone');
  stores.worker.layer.failure = new Error('gone');
  return loadCache(stores);
}

test('a signed URL is tagged for the worker, and is not offered once it has run out', async () => {
  const cache = await withSignedUrl();
  expect(cache.snapshot('ada').url).toContain('https://store.test/ada/128?version=v1#profile-picture=');
  await pass(46 * MINUTE);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'idle', url: null });
  expect(cache.snapshot('ada')).toBe(cache.snapshot('ada'));
});

test('a signed URL that an element shows is left alone when it runs out', async () => {
  const cache = await withSignedUrl();
  cache.subscribe('ada', undefined, nothing);
  const { url } = cache.snapshot('ada');
  await pass(46 * MINUTE);
  expect(cache.snapshot('ada').url).toBe(url);
});

test.each([
  ['with its fragment', (url: string) => url],
  ['without its fragment', (url: string) => url.split('#', 1)[0] ?? ''],
])('a URL that could not be shown, %s, is replaced', async (_how, reported) => {
  const cache = await withSignedUrl();
  cache.subscribe('ada', undefined, nothing);
  cache.reportBroken('ada', undefined, reported(cache.snapshot('ada').url ?? ''));
  await pass();
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', layer: 'network' });
  expect(stores.backend.network.downloaded.at(-1)?.fresh).toBe(true);
});

test('a URL that is not shown any more is not what is broken', async () => {
  const cache = await withSignedUrl();
  cache.subscribe('ada', undefined, nothing);
  const before = cache.snapshot('ada');
  cache.reportBroken('ada', undefined, 'https://store.test/ada/128?version=v0');
  cache.reportBroken('bob', undefined, before.url ?? '');
  await pass();
  expect(cache.snapshot('ada')).toBe(before);
});

test('an invalidation drops the picture and fetches a fresh one for whoever shows it', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  const { url } = cache.snapshot('ada');
  stores.backend.put('ada', 'v2');
  const done = cache.invalidateProfilePicture({ userId: 'ada' });
  expect(cache.snapshot('ada')).toMatchObject({ url, stale: true, fetching: true });
  await outcome(done);
  expect(cache.snapshot('ada')).toMatchObject({ version: 'v2', stale: false });
  cache.dispose();
  expect(loadCache(stores).snapshot('ada').version).toBe('v2');
});

test('a hard invalidation takes the picture away at once', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  const done = cache.invalidateProfilePicture({ userId: 'ada', hard: true });
  expect(cache.snapshot('ada')).toMatchObject({ status: 'loading', url: null });
  await outcome(done);
  expect(cache.snapshot('ada').status).toBe('ready');
});

test('an upload is shown in every size that is mounted, without asking the backend again', async () => {
  const cache = loadCache(stores);
  for (const size of [64, 128, 512] as const) cache.subscribe('ada', size, nothing);
  await pass();
  const described = stores.backend.described.length;
  const uploaded = await outcome(cache.upload('ada', FILE));
  expect(uploaded).toMatchObject({ userId: 'ada', version: 'upload-1', stale: false, layer: 'network' });
  for (const size of [64, 128, 512] as const) {
    expect(cache.snapshot('ada', size)).toMatchObject({ version: 'upload-1', stale: false, fetching: false });
  }
  expect(stores.backend.described).toHaveLength(described);
});

test('an upload of somebody who is not shown is resolved, too', async () => {
  const cache = loadCache(stores);
  expect(await outcome(cache.upload('newcomer', FILE))).toMatchObject({ version: 'upload-1' });
  expect(cache.snapshot('newcomer').status).toBe('ready');
});

test('an upload ends the memory that there is no picture', async () => {
  const cache = loadCache(stores);
  cache.subscribe('nobody', undefined, nothing);
  await pass();
  expect(cache.snapshot('nobody').status).toBe('missing');
  await outcome(cache.upload('nobody', FILE));
  expect(cache.snapshot('nobody')).toMatchObject({ status: 'ready', version: 'upload-1' });
});

test.each(['unauthorized', 'tooLarge', 'notAnImage', 'server', 'unreachable', 'badAnswer'] as const)(
  'an upload that fails as %s is rejected so, and the old picture stays',
  async (code) => {
    const cache = loadCache(stores);
    cache.subscribe('ada', undefined, nothing);
    await pass();
    const before = cache.snapshot('ada');
    stores.backend.failure = code;
    expect(await outcome(cache.upload('ada', FILE))).toMatchObject({ code, userId: 'ada' });
    expect(cache.snapshot('ada')).toBe(before);
  },
);

test('a file that is none, or too large, is not sent', async () => {
  const cache = loadCache(stores, { maxPictureBytes: 4 });
  expect(await outcome(cache.upload('ada', FILE))).toMatchObject({ code: 'tooLarge' });
  expect(await outcome(cache.upload('ada', 'file' as never))).toMatchObject({ code: 'notAnImage' });
  expect(stores.backend.network.uploaded).toEqual([]);
});

test('an answer to an upload that cannot be read has the picture asked for again', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  stores.backend.network.onUpload = () => {
    stores.backend.put('ada', 'v2');
    return { ok: true, body: 'created' };
  };
  expect(await outcome(cache.upload('ada', FILE))).toMatchObject({ version: 'v2' });
});

test('an upload whose picture cannot be fetched is rejected, the old one stays as stale', async () => {
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  stores.backend.network.onDownload = () => ({ ok: false, failure: 'forbidden' });
  expect(await outcome(cache.upload('ada', FILE), MINUTE)).toMatchObject({ code: 'forbidden' });
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', stale: true, version: 'v1' });
});

test('clear() drops everything everywhere; who waits is told, who leaves later is no trouble', async () => {
  const cache = loadCache(stores);
  const leave = cache.subscribe('ada', undefined, nothing);
  await pass();
  stores.backend.network.onDescribe = () => new Promise(nothing);
  const waits = cache.resolve('bob').catch(failure);
  const leaveBob = cache.subscribe('bob', undefined, nothing);
  expect(await outcome(cache.clear())).toBeUndefined();
  expect(await waits).toMatchObject({ code: 'cancelled' });
  expect(cache.snapshot('ada')).toMatchObject({ status: 'idle', url: null });
  expect(stores.storage.length).toBe(0);
  expect(stores.database.usage.entries + stores.worker.layer.usage.entries).toBe(0);
  leave();
  leave();
  leaveBob();
  cache.subscribe('ada', undefined, nothing);
  expect(cache.snapshot('ada').status).toBe('loading');
  expect(waiting(cache)).toBe(1);
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

test('the newest monitor is at the console, and the one before when it goes', () => {
  const first = loadCache(stores);
  const second = loadCache(stores);
  expect(window.cacheMonitor).toBe(second.monitor);
  second.dispose();
  expect(window.cacheMonitor).toBe(first.monitor);
  first.dispose();
  expect('cacheMonitor' in window).toBe(false);
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
