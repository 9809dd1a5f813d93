import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPictureCache, type PictureCache, type PictureCacheOptions } from '../../../../js/core.js';
import { createIndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { ONE_PIXEL_PNG } from '../../support/image-bytes.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';

let world: World;
let folder: string;
let caches: PictureCache[];

beforeEach(async () => {
  world = await openWorld();
  folder = `/${uniqueName('pictures')}`;
  caches = [];
});
afterEach(() => {
  for (const cache of caches) cache.dispose();
});

function loadPage(options: PictureCacheOptions = {}): PictureCache {
  const cache = createPictureCache({
    baseUrl: folder,
    account: folder,
    layers: { serviceWorker: false },
    ...options,
  });
  caches.push(cache);
  return cache;
}

async function arrange(userIds: readonly string[], version: string): Promise<void> {
  const serverTime = Date.now();
  const pictures = userIds.map((userId) => ({
    userId,
    url: `${world.storeOrigin}${folder}/${userId}-${version}.png`,
    version,
    expiresAt: serverTime + 3_600_000,
    contentType: 'image/png',
    bytes: ONE_PIXEL_PNG.length,
  }));
  const object = { headers: { 'content-type': 'image/png', etag: `"${version}"` }, body: ONE_PIXEL_PNG };
  await Promise.all(userIds.map((userId) => world.answer(`${folder}/${userId}-${version}.png`, object)));
  await world.answer(`${folder}/batch`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures, missing: [], serverTime }),
  });
}

async function stored(userId: string): Promise<string | undefined> {
  const key = { account: folder, userId, variant: 128 as const };
  const [picture] = await createIndexedDbShim().lookup([key], Date.now());
  return picture?.version;
}

/** A page whose localStorage was lost: only the database remembers. */
function withoutRecords(): PictureCache {
  return loadPage({ layers: { localStorage: false, serviceWorker: false } });
}

test('bytes that were kept come back as a picture that can be shown', async () => {
  await arrange(['ada'], 'v1');
  await loadPage().resolve('ada');
  await vi.waitFor(async () => expect(await stored('ada')).toBe('v1'));
  const { url, layer } = await withoutRecords().resolve('ada');
  expect(layer).toBe('indexedDB');
  const image = new Image();
  image.src = url;
  await image.decode();
  expect(image.naturalWidth).toBe(1);
  expect(await world.requests(`${folder}/batch`)).toHaveLength(1);
});

test('an invalidation is over when the database has dropped the picture, and reaches the other tab', async () => {
  await arrange(['ada'], 'v1');
  const [tab, other] = [loadPage(), loadPage()];
  other.subscribe('ada', undefined, () => {});
  await tab.resolve('ada');
  await vi.waitFor(async () => expect(await stored('ada')).toBe('v1'));
  await vi.waitFor(() => expect(other.snapshot('ada').version).toBe('v1'));
  await arrange(['ada'], 'v2');
  await tab.invalidateProfilePicture({ userId: 'ada' });
  expect(await stored('ada')).not.toBe('v1');
  await vi.waitFor(() => expect(other.snapshot('ada')).toMatchObject({ version: 'v2', stale: false }));
  await vi.waitFor(async () => expect(await stored('ada')).toBe('v2'));
});

test('bytes are read back from the object URL’s blob for a layer that comes late', async () => {
  await arrange(['ada'], 'v1');
  const worker = { serviceWorker: '/standalone-worker.js', layers: { indexedDB: false } };
  const cache = loadPage(worker);
  await cache.resolve('ada');
  await cache.ready;
  await vi.waitFor(() => expect(cache.monitor.getReport().layers.serviceWorker.entries).toBeGreaterThan(0));
  const next = loadPage({ ...worker, layers: { localStorage: false, indexedDB: false } });
  await next.ready;
  expect(await next.resolve('ada')).toMatchObject({ layer: 'serviceWorker', version: 'v1' });
});

test('pictures that come and go leave no more object URLs than the budget', async () => {
  const users = Array.from({ length: 60 }, (_, i) => `user-${i}`);
  await arrange(users, 'v1');
  const cache = loadPage({ limits: { storeEntries: 10 } });
  for (let turn = 0; turn < 2; turn++) {
    const leave = users.map((userId) => cache.subscribe(userId, undefined, () => {}));
    await vi.waitFor(() => {
      for (const userId of users) expect(cache.snapshot(userId).status).toBe('ready');
    }, 10_000);
    for (const leaveOne of leave) leaveOne();
    await Promise.resolve();
    expect(cache.monitor.getReport().gauges.objectUrls).toBeLessThanOrEqual(10);
  }
});
