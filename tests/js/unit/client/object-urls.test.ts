import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldPictures } from '../../../../js/client/held-pictures.js';
import { ObjectUrls } from '../../../../js/client/object-urls.js';
import { Snapshots } from '../../../../js/client/snapshots.js';
import { pngBytes } from '../../support/image-bytes.js';
import { closePage, loadCache, newStores, openPage, pass } from '../../support/page-cache.js';

const nothing = (): void => {};
const png = (): Blob => new Blob([pngBytes()], { type: 'image/png' });

let alive: Set<string>;

beforeEach(() => {
  openPage();
  alive = new Set();
  const { createObjectURL, revokeObjectURL } = URL;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = createObjectURL.call(URL, blob);
    alive.add(url);
    return url;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
    if (!alive.delete(url)) throw new Error(`revoked twice: ${url}`);
    revokeObjectURL.call(URL, url);
  });
});
afterEach(() => {
  closePage();
  expect(alive.size).toBe(0);
});

test('a URL is revoked when the last holder lets go', () => {
  const urls = new ObjectUrls();
  const url = urls.create(png());
  const leave = [urls.hold(url), urls.hold(url)];
  urls.release(url);
  leave[0]?.();
  expect(urls.live).toBe(1);
  leave[1]?.();
  expect(urls.live).toBe(0);
});

test('a holder lets go once, however often it says so', () => {
  const urls = new ObjectUrls();
  const url = urls.create(png());
  const [leave, other] = [urls.hold(url), urls.hold(url)];
  leave();
  leave();
  leave();
  expect(urls.live).toBe(1);
  other();
  expect(urls.live).toBe(1);
  urls.release(url);
  expect(urls.live).toBe(0);
});

test('a URL that is not ours, or gone, is left alone', () => {
  const urls = new ObjectUrls();
  const url = urls.create(png());
  urls.release(url);
  urls.hold(url)();
  urls.release(url);
  urls.hold('https://store.test/ada')();
  urls.release('https://store.test/ada');
  expect(urls.live).toBe(0);
});

test('all of them go at the end, held or not', () => {
  const urls = new ObjectUrls();
  const leave = urls.hold(urls.create(png()));
  urls.create(png());
  urls.revokeAll();
  expect(urls.live).toBe(0);
  leave();
});

function heldPictures(): { urls: ObjectUrls; held: HeldPictures } {
  const urls = new ObjectUrls();
  return { urls, held: new HeldPictures(urls) };
}

test('a picture that is replaced, dropped or unknown leaves no URL', () => {
  const { urls, held } = heldPictures();
  held.accept(1, { version: 'v1', contentType: 'image/png', bytes: pngBytes() }, 5);
  const first = held.url(1);
  held.accept(1, { version: 'v2', contentType: 'image/png', bytes: pngBytes() }, 5);
  expect(held.url(1)).not.toBe(first);
  expect(urls.live).toBe(1);
  held.drop(1);
  held.drop(1);
  held.drop(2);
  expect(held.url(1)).toBeNull();
  expect(urls.live).toBe(0);
});

test('bytes are given to each layer once, at once while this page has its copy, and later from the blob', async () => {
  const { urls, held } = heldPictures();
  const bytes = pngBytes();
  held.accept(1, { version: 'v1', contentType: 'image/png', bytes }, 5);
  expect(held.give(1, 'v1', 3)).toBe(bytes);
  expect(held.give(1, 'v1', 3)).toBeNull();
  expect(held.give(1, 'v2', 4)).toBeNull();
  expect(held.give(2, 'v1', 4)).toBeNull();
  held.forgetCopies();
  expect(held.copies).toBe(0);
  vi.useRealTimers();
  const later = held.give(1, 'v1', 4);
  expect(later).toBeInstanceOf(Promise);
  expect(new Uint8Array((await later) as ArrayBuffer)).toEqual(new Uint8Array(bytes));
  held.takeBack(1, 'v2', 4);
  expect(held.give(1, 'v1', 4)).toBeNull();
  held.takeBack(1, 'v1', 4);
  expect(held.give(1, 'v1', 4)).toBeInstanceOf(Promise);
  urls.revokeAll();
});

test('the layer that a picture came from is not given it', () => {
  const { urls, held } = heldPictures();
  held.accept(1, { version: 'v1', contentType: 'image/png', bytes: pngBytes() }, 3);
  expect(held.give(1, 'v1', 3)).toBeNull();
  expect(held.give(1, 'v1', 4)).toBeInstanceOf(ArrayBuffer);
  urls.revokeAll();
});

test('a picture that goes takes its copy with it', () => {
  const { held } = heldPictures();
  held.accept(1, { version: 'v1', contentType: 'image/png', bytes: pngBytes() }, 5);
  held.accept(1, { version: 'v2', contentType: 'image/png', bytes: pngBytes() }, 5);
  expect(held.copies).toBe(1);
  held.drop(1);
  expect(held.copies).toBe(0);
});

test('the URLs of a page balance through replace, invalidate, evict, clear and the end', async () => {
  const stores = newStores();
  const users = Array.from({ length: 30 }, (_, i) => `user-${i}`);
  stores.backend.put(users);
  const cache = loadCache(stores, { limits: { storeEntries: 10 } });
  const leave = users.map((userId) => cache.subscribe(userId, undefined, nothing));
  await pass(1000);
  expect(alive.size).toBe(30);
  expect(cache.monitor.getReport().gauges.objectUrls).toBe(30);
  stores.backend.put(users.slice(0, 5), 'v2');
  const shown = cache.snapshot('user-0').url ?? '';
  const letGo = cache.holdUrl(shown);
  for (const userId of users.slice(0, 3)) cache.refetch(userId);
  await cache.invalidateProfilePicture({ userId: 'user-3' });
  await cache.invalidateProfilePicture({ userId: 'user-4', hard: true });
  await pass(1000);
  expect(cache.snapshot('user-0')).toMatchObject({ version: 'v2', stale: false });
  expect(alive.has(shown)).toBe(true);
  letGo();
  expect(alive.has(shown)).toBe(false);
  expect(alive.size).toBe(30);
  for (const leaveOne of leave) leaveOne();
  await pass(1000);
  expect(alive.size).toBe(10);
  await cache.clear();
  expect(alive.size).toBe(0);
});

test('a thousand pictures that come and go leave no more than the budget', async () => {
  const remembered = vi.spyOn(Snapshots.prototype, 'forgetIdle');
  const stores = newStores();
  const users = Array.from({ length: 1000 }, (_, i) => `user-${i}`);
  stores.backend.put(users);
  const cache = loadCache(stores, { limits: { storeEntries: 100 } });
  for (let turn = 0; turn < 3; turn++) {
    const leave = users.map((userId) => cache.subscribe(userId, undefined, nothing));
    await pass(1000);
    expect(users.filter((userId) => cache.snapshot(userId).status === 'ready')).toHaveLength(1000);
    for (const leaveOne of leave) leaveOne();
    await pass(1000);
    expect(alive.size).toBeLessThanOrEqual(100);
  }
  expect(Object.keys(cache.store.getState().pictures)).toHaveLength(100);
  expect((remembered.mock.contexts[0] as Snapshots).count).toBeLessThanOrEqual(100);
});

test('pictures of a scrolled list stay within the budget and those that are seen', async () => {
  const stores = newStores();
  const users = Array.from({ length: 500 }, (_, i) => `user-${i}`);
  stores.backend.put(users);
  const cache = loadCache(stores, { limits: { storeEntries: 50 } });
  const leave: (() => void)[] = [];
  for (let first = 0; first < 500; first += 20) {
    for (const userId of users.slice(first, first + 20))
      leave.push(cache.subscribe(userId, undefined, nothing));
    await pass();
    for (const leaveOne of leave.splice(0, 10)) leaveOne();
    if (leave.length > 30) for (const leaveOne of leave.splice(0, 10)) leaveOne();
    await pass();
    expect(alive.size).toBeLessThanOrEqual(Math.max(50, leave.length));
  }
});

test('this page keeps no copy of what the slower layers were given', async () => {
  const stores = newStores();
  stores.backend.put(['ada', 'bob']);
  const forgotten = vi.spyOn(HeldPictures.prototype, 'forgetCopies');
  const cache = loadCache(stores);
  await Promise.all([cache.resolve('ada'), pass()]);
  expect(forgotten.mock.contexts.map((held) => (held as HeldPictures).copies)).toContain(0);
  const [held] = forgotten.mock.contexts as HeldPictures[];
  expect(held?.copies).toBe(0);
  const alone = loadCache(stores, {}, { indexedDB: null, serviceWorker: null });
  await Promise.all([alone.resolve('bob'), pass()]);
  expect((forgotten.mock.contexts.at(-1) as HeldPictures).copies).toBe(0);
});
