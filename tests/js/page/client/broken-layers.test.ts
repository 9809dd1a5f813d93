import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { CacheReport, PictureCacheOptions } from '../../../../js/client/types.js';
import { createPictureCache, type PictureCache } from '../../../../js/core.js';
import { ONE_PIXEL_PNG } from '../../support/image-bytes.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';

let world: World;
let folder: string;
let cache: PictureCache | undefined;

beforeEach(async () => {
  world = await openWorld();
  folder = `/${uniqueName('pictures')}`;
  const serverTime = Date.now();
  const picture = {
    userId: 'ada',
    url: `${world.storeOrigin}${folder}/ada.png`,
    version: 'v1',
    expiresAt: serverTime + 3_600_000,
    contentType: 'image/png',
    bytes: ONE_PIXEL_PNG.length,
  };
  await world.answer(`${folder}/batch`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures: [picture], missing: [], serverTime }),
  });
  await world.answer(`${folder}/ada.png`, {
    headers: { 'content-type': 'image/png', etag: '"v1"' },
    body: ONE_PIXEL_PNG,
  });
});
afterEach(() => {
  cache?.dispose();
});

/** Puts something else in the place of a property of the page, until the test is over. */
function replace(target: object, name: string, get: () => unknown): void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, get });
  onTestFinished(() => {
    Reflect.deleteProperty(target, name);
    if (own !== undefined) Object.defineProperty(target, name, own);
  });
}

function blocked(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError');
}

/** A request to open a database that gets no answer: another one for the same name waits before it. */
async function hangingRequest(): Promise<IDBOpenDBRequest> {
  const name = uniqueName('hangs');
  const first = indexedDB.open(name, 1);
  const database = await new Promise<IDBDatabase>((resolve) => {
    first.onsuccess = () => resolve(first.result);
  });
  const before = indexedDB.open(name, 2);
  await new Promise<void>((resolve) => {
    before.onblocked = () => resolve();
  });
  onTestFinished(() => database.close());
  return indexedDB.open(name, 2);
}

function open(options: PictureCacheOptions = {}): PictureCache {
  cache = createPictureCache({
    baseUrl: folder,
    account: folder,
    serviceWorker: '/standalone-worker.js',
    ...options,
  });
  return cache;
}

/** The picture comes from the network and has pixels. Gives the report. */
async function shown(from: PictureCache): Promise<CacheReport> {
  const { url, layer } = await from.resolve('ada');
  expect(layer).toBe('network');
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = url;
  await image.decode();
  expect(image.naturalWidth).toBe(1);
  return from.monitor.getReport();
}

test('a page that may not use localStorage', async () => {
  replace(window, 'localStorage', blocked);
  const { layers } = await shown(open({ layers: { indexedDB: false, serviceWorker: false } }));
  expect(layers.localStorage.errors).toBeGreaterThan(0);
});

test('a page whose IndexedDB throws', async () => {
  replace(IDBFactory.prototype, 'open', () => blocked);
  const from = open({ layers: { serviceWorker: false } });
  await from.ready;
  const { layers } = await shown(from);
  expect(layers.indexedDB.errors).toBe(1);
  await from.invalidateProfilePicture({ userId: 'ada' });
});

test('a page without IndexedDB', async () => {
  replace(window, 'indexedDB', () => undefined);
  const from = open({ layers: { serviceWorker: false } });
  await from.ready;
  const { layers } = await shown(from);
  expect(layers.indexedDB.errors).toBe(1);
});

test('a page whose database does not open', async () => {
  const request = await hangingRequest();
  replace(IDBFactory.prototype, 'open', () => () => request);
  const from = open({ layers: { serviceWorker: false } });
  const { layers } = await shown(from);
  expect(layers.indexedDB.errors).toBeGreaterThan(0);
  const done = vi.fn();
  void from.invalidateProfilePicture({ userId: 'ada' }).then(done);
  await from.ready;
  await vi.waitFor(() => expect(done).toHaveBeenCalled(), 10_000);
});

test('a page without service workers', async () => {
  replace(navigator, 'serviceWorker', () => undefined);
  const from = open({ layers: { indexedDB: false } });
  await from.ready;
  const { layers } = await shown(from);
  expect(layers.serviceWorker.errors).toBe(1);
});

test('a page that may not use service workers', async () => {
  replace(navigator, 'serviceWorker', blocked);
  const from = open({ layers: { indexedDB: false } });
  await from.ready;
  const { layers } = await shown(from);
  expect(layers.serviceWorker.errors).toBe(1);
});

test('a page whose worker is not there', async () => {
  const from = open({ layers: { indexedDB: false }, serviceWorker: `${folder}/no-worker.js` });
  await from.ready;
  const { layers } = await shown(from);
  expect(layers.serviceWorker.errors).toBe(1);
});

test('a page that may use nothing at all', async () => {
  replace(window, 'localStorage', blocked);
  replace(window, 'indexedDB', blocked);
  replace(navigator, 'serviceWorker', blocked);
  replace(window, 'BroadcastChannel', blocked);
  const from = open();
  await from.ready;
  await shown(from);
  await from.invalidateProfilePicture({ userId: 'ada' });
  await from.clear();
  expect(from.snapshot('ada').status).toBe('idle');
});
