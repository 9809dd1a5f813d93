import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PagePictureCache } from '../../../../js/client/picture-cache.js';
import { closePage, loadCache, newStores, openPage, pass, type Stores } from '../../support/page-cache.js';

const nothing = (): void => {};

interface Loading {
  url: string;
  signal: AbortSignal;
  load: () => void;
  fail: () => void;
}

let stores: Stores;
let cache: PagePictureCache;
let loading: Loading[];

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', 'bob']);
  loading = [];
  cache = loadCache(stores, {}, { loadImage });
});
afterEach(closePage);

function loadImage(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((load, fail) => loading.push({ url, signal, load, fail }));
}

const shown = (userId: string): string | undefined => cache.snapshot(userId).url?.split('?')[0];
const downloads = () => stores.backend.network.downloaded.map(({ cache: from }) => from);

async function watch(...userIds: string[]): Promise<(() => void)[]> {
  const leave = userIds.map((userId) => cache.subscribe(userId, undefined, nothing));
  await pass();
  return leave;
}

test('a picture is shown by its address as soon as the backend has named it', async () => {
  await watch('ada');
  expect(cache.snapshot('ada')).toMatchObject({
    status: 'ready',
    layer: 'network',
    fetching: true,
    stale: false,
  });
  expect(shown('ada')).toBe('https://store.test/ada/128');
  expect(downloads()).toEqual([]);
});

test('the page fetches them from the cache of the browser when all are shown, and then holds them', async () => {
  await watch('ada', 'bob');
  loading[0]?.load();
  await pass();
  expect(downloads()).toEqual([]);
  loading[1]?.load();
  await pass();
  expect(downloads()).toEqual(['force-cache', 'force-cache']);
  expect([shown('ada'), shown('bob')]).toEqual([
    expect.stringMatching(/^blob:/),
    expect.stringMatching(/^blob:/),
  ]);
});

test('one that hangs keeps the others from being fetched for a second, and no longer', async () => {
  await watch('ada', 'bob');
  loading[0]?.load();
  await pass(900);
  expect(downloads()).toEqual([]);
  await pass(200);
  expect(downloads()).toEqual(['force-cache']);
  expect(shown('ada')).toMatch(/^blob:/);
});

test('a picture that was shown is answered, remembered, and stays when its list is left', async () => {
  const [leave] = await watch('ada');
  loading[0]?.load();
  expect(cache.monitor.getReport().layers.network.hits).toBe(0);
  await Promise.resolve();
  await Promise.resolve();
  leave?.();
  await pass();
  expect(cache.monitor.getReport().layers.network.hits).toBe(1);
  expect(stores.storage.getItem('profile_pic:ada')).toContain('"v1"');
  expect(shown('ada')).toMatch(/^blob:/);
});

test('a list that is left before it was shown is given up', async () => {
  const [leave] = await watch('ada');
  leave?.();
  await pass();
  expect(loading[0]?.signal.aborted).toBe(true);
  expect(shown('ada')).toBeUndefined();
});

test('an address that cannot be shown is not shown, and its download tells why', async () => {
  await watch('ada', 'bob');
  loading[0]?.fail();
  loading[1]?.load();
  await pass();
  expect(downloads()).toEqual(['default', 'force-cache']);
  expect(shown('ada')).toMatch(/^blob:/);
});

test('what an element says cannot be shown is shown no more, while it is on its way', async () => {
  await watch('ada');
  cache.reportBroken('ada', undefined, cache.snapshot('ada').url ?? '');
  await pass(0);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'loading', url: null });
  loading[0]?.load();
  await pass();
  expect(shown('ada')).toMatch(/^blob:/);
  expect(stores.backend.described).toHaveLength(1);
});

test('what no element shows is fetched at once, and resolve() waits for the picture itself', async () => {
  const alone = cache.resolve('bob');
  await pass();
  expect(await alone).toMatchObject({ url: expect.stringMatching(/^blob:/) });
  expect([loading.length, downloads()]).toEqual([0, ['default']]);
  await watch('ada');
  let isResolved = false;
  const resolved = cache.resolve('ada').finally(() => {
    isResolved = true;
  });
  await pass();
  expect(isResolved).toBe(false);
  loading[0]?.load();
  await pass();
  expect(await resolved).toMatchObject({ url: expect.stringMatching(/^blob:/) });
});

test('a new version of a picture that is shown takes its place when its bytes are here', async () => {
  await watch('ada');
  loading[0]?.load();
  await pass();
  const before = shown('ada');
  stores.backend.put('ada', 'v2');
  cache.refetch('ada');
  await pass();
  expect(loading).toHaveLength(1);
  expect(shown('ada')).toMatch(/^blob:/);
  expect(shown('ada')).not.toBe(before);
});

test('an address of before an invalidation is shown no more', async () => {
  await watch('ada');
  void cache.invalidateProfilePicture({ userId: 'ada', hard: true });
  expect(cache.snapshot('ada').url).toBeNull();
  await pass();
  expect(loading).toHaveLength(1);
});
