import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PagePictureCache } from '../../../../js/client/picture-cache.js';
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
  expect(stores.backend.network.downloaded.at(-1)?.cache).toBe('reload');
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

test('an upload is shown in every size that is mounted; the backend is asked for those its answer does not name', async () => {
  const cache = loadCache(stores);
  for (const size of [64, 128, 512] as const) cache.subscribe('ada', size, nothing);
  await pass();
  const described = stores.backend.network.described.length;
  const uploaded = await outcome(cache.upload('ada', FILE));
  expect(uploaded).toMatchObject({ userId: 'ada', version: 'upload-1', stale: false, layer: 'network' });
  for (const size of [64, 128, 512] as const) {
    expect(cache.snapshot('ada', size)).toMatchObject({ version: 'upload-1', stale: false, fetching: false });
  }
  const asked = stores.backend.network.described.slice(described).map(({ variant }) => variant);
  expect(asked).toEqual([64, 512]);
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
  expect([stores.storage.length, stores.storage.key(0)]).toEqual([1, 'profile_pic:']);
  expect(stores.database.usage.entries + stores.worker.layer.usage.entries).toBe(0);
  leave();
  leave();
  leaveBob();
  cache.subscribe('ada', undefined, nothing);
  expect(cache.snapshot('ada').status).toBe('loading');
  expect(waiting(cache)).toBe(1);
});
