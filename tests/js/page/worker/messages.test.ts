import { beforeEach, expect, test } from 'vitest';
import { CACHE_NAME, stablePath } from '../../../../js/shared/keys.js';
import type { Variant } from '../../../../js/shared/variants.js';
import { FIRST_BYTES, pngBytes } from '../../support/image-bytes.js';
import { type KeepFields, keepRequest } from '../../support/keep-request.js';
import { type ControlledPage, openControlledPage } from './controlled-page.js';

const DAY = 24 * 60 * 60 * 1000;

let page: ControlledPage;
beforeEach(async () => {
  page = await openControlledPage({ script: '/small-worker.js' });
});

const keep = (...pictures: KeepFields[]): Promise<number> => page.shim.keep(pictures.map(keepRequest));

/** Sends any message and gives the body of the reply. */
async function send(message: unknown): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise<MessageEvent>((resolve) => {
    port1.onmessage = resolve;
  });
  page.window.navigator.serviceWorker.controller?.postMessage(message, [port2]);
  return (await reply).data;
}

test('what is not a picture is not kept', async () => {
  const html = new TextEncoder().encode('<html></html>').buffer;
  const svg = { ...keepRequest({ userId: 'svg' }), contentType: 'image/svg+xml' };
  expect(await page.shim.keep([keepRequest({ bytes: html }), svg])).toBe(2);
  expect(await page.find('ada')).toBeUndefined();
  expect(await page.find('svg')).toBeUndefined();
});

test('a picture over the limit is not kept', async () => {
  expect(await keep({ userId: 'ada', bytes: pngBytes(5000) }, { userId: 'bob', bytes: pngBytes(5001) })).toBe(
    1,
  );
  expect(await page.find('bob')).toBeUndefined();
});

test.each(['.', '..'])(
  'the user id %j, which no address can hold, is refused and harms no other',
  async (userId) => {
    await keep({ userId: 'ada' });
    expect(await keep({ userId })).toBe(1);
    expect(await page.find(userId)).toBeUndefined();
    await page.shim.remove('', [userId], Date.now());
    expect(await page.find('ada')).toBeDefined();
  },
);

test('hits, misses, entries and bytes are counted', async () => {
  await keep({ userId: 'first' });
  // The first tidying up counts the entries one by one; what changes meanwhile is reckoned roughly.
  await expect.poll(storedStatistics).toMatchObject({ countedAt: expect.closeTo(Date.now(), -5) });
  await page.shim.remove('', ['first'], Date.now());
  await keep({ userId: 'ada', bytes: pngBytes(100) }, { userId: 'bob', bytes: pngBytes(50) });
  await keep({ userId: 'bob', version: 'v2', bytes: pngBytes(70) });
  await page.shim.lookup([page.key('ada'), page.key('bob'), page.key('eve')], Date.now());
  expect(await page.shim.statistics()).toEqual({
    hits: 2,
    misses: 1,
    joined: 0,
    entries: 2,
    bytes: 170,
    trimmed: 0,
  });
  await page.shim.remove('', ['ada'], Date.now());
  expect(await page.shim.statistics()).toMatchObject({ entries: 1, bytes: 70 });
  await page.shim.clear('', Date.now());
  expect(await page.shim.statistics()).toMatchObject({ entries: 0, bytes: 0 });
});

test('the figures outlive the worker', async () => {
  await keep({ userId: 'ada', bytes: pngBytes(100) });
  await expect.poll(storedStatistics).toMatchObject({ entries: 1, bytes: 100 });
});

async function storedStatistics(): Promise<unknown> {
  const cache = await caches.open(CACHE_NAME);
  const scope = new URL(page.base.replace(/api$/, ''), location.href).href;
  return (await cache.match(`/.profile-picture-cache/statistics?scope=${encodeURIComponent(scope)}`))?.json();
}

test('over the budget of entries the oldest pictures are trimmed, all at once', async () => {
  const now = Date.now();
  const pictures = Array.from({ length: 12 }, (_, i) => ({ userId: `user-${i}`, fetchedAt: now - i * 1000 }));
  await keep(...pictures);
  await expect.poll(async () => (await page.shim.statistics()).entries).toBe(9);
  expect((await page.shim.statistics()).trimmed).toBe(3);
  for (const i of [0, 8]) expect(await page.find(`user-${i}`)).toBeDefined();
  for (const i of [9, 10, 11]) expect(await page.find(`user-${i}`)).toBeUndefined();
});

test('over the budget of bytes the oldest pictures are trimmed', async () => {
  const now = Date.now();
  await keep(
    { userId: 'old', fetchedAt: now - 2000, bytes: pngBytes(4000) },
    { userId: 'newer', fetchedAt: now - 1000, bytes: pngBytes(4000) },
    { userId: 'newest', fetchedAt: now, bytes: pngBytes(4000) },
  );
  await expect.poll(async () => (await page.shim.statistics()).bytes).toBe(8000);
  expect(await page.find('old')).toBeUndefined();
});

test('pictures older than 7 days are trimmed', async () => {
  await keep({ userId: 'old', fetchedAt: Date.now() - 7 * DAY }, { userId: 'ada' });
  const cache = await caches.open(CACHE_NAME);
  await expect.poll(() => cache.match(page.stable('old'))).toBeUndefined();
  expect(await cache.match(page.stable('ada'))).toBeDefined();
});

test("that is 7 days by the server's clock, which the page tells", async () => {
  const serverNow = Date.now() - 30 * DAY;
  const request = [
    keepRequest({ fetchedAt: serverNow }),
    keepRequest({ userId: 'old', fetchedAt: serverNow - 7 * DAY }),
  ];
  await page.shim.keep(request, { client: Date.now(), server: serverNow });
  const cache = await caches.open(CACHE_NAME);
  await expect.poll(() => cache.match(page.stable('old'))).toBeUndefined();
  expect(await cache.match(page.stable('ada'))).toBeDefined();
});

test("and by the computer's, too, which may have been set since", async () => {
  const now = Date.now();
  await page.shim.keep([keepRequest({}), keepRequest({ userId: 'old', fetchedAt: now - 7 * DAY })], {
    client: now,
    server: now + 30 * DAY,
  });
  const cache = await caches.open(CACHE_NAME);
  await expect.poll(() => cache.match(page.stable('old'))).toBeUndefined();
  expect(await cache.match(page.stable('ada'))).toBeDefined();
});

test('a keep is not overtaken by what is asked for after it', async () => {
  const kept = page.shim.keep([keepRequest({})], { client: Date.now(), server: Date.now() - DAY });
  expect(await page.find('ada')).toBeDefined();
  await kept;
});

test('trimming leaves the times of invalidations', async () => {
  const now = Date.now();
  await page.shim.remove('', ['eve'], now);
  await keep(...Array.from({ length: 12 }, (_, i) => ({ userId: `user-${i}` })));
  await expect.poll(async () => (await page.shim.statistics()).trimmed).toBeGreaterThan(0);
  expect(await keep({ userId: 'eve', askedAt: now - 1 })).toBe(1);
});

test('the time of an invalidation is forgotten after a day', async () => {
  const now = Date.now();
  await page.shim.remove('', ['old'], now - DAY);
  await page.shim.remove('', ['new'], now);
  const cache = await caches.open(CACHE_NAME);
  const stored = await (await cache.match('/.profile-picture-cache/tombstones'))?.json();
  expect(Object.keys(stored)).toEqual(['["","new"]']);
});

test('a picture is stored under the stable path of its account and size', async () => {
  const sizes: Variant[] = [64, 512];
  await keep(...sizes.map((variant) => ({ account: 'a b', userId: 'ü/1', variant })));
  const cache = await caches.open(CACHE_NAME);
  for (const variant of sizes) {
    const path = stablePath({ account: 'a b', userId: 'ü/1', variant }, page.base);
    const response = await cache.match(path);
    expect(response?.headers.get('x-profile-picture-fetched-at')).toMatch(/^\d+$/);
  }
});

test('a damaged entry is not found', async () => {
  const cache = await caches.open(CACHE_NAME);
  const headers = { 'content-type': 'image/png' };
  await cache.put(page.stable('ada'), new Response(new Uint8Array(FIRST_BYTES['image/png']), { headers }));
  expect(await page.find('ada')).toBeUndefined();
  expect(await keep({ userId: 'ada' })).toBe(0);
  expect(await page.find('ada')).toBeDefined();
});

test('when the application empties all caches, the next picture is kept again', async () => {
  await keep({ userId: 'ada' });
  await caches.delete(CACHE_NAME);
  expect(await page.find('ada')).toBeUndefined();
  expect(await keep({ userId: 'ada' })).toBe(0);
  expect(await page.find('ada')).toBeDefined();
});

test('a page of another protocol is told so', async () => {
  expect(await send({ profilePictureCache: 99, body: { type: 'lookup' } })).toEqual({
    profilePictureCache: 1,
    body: { type: 'failed', reason: 'protocol 99 is not known' },
  });
});

test('an unknown request is refused by its name', async () => {
  expect(await send({ profilePictureCache: 1, body: { type: 'dance' } })).toMatchObject({
    body: { type: 'failed', reason: "request 'dance' is not known" },
  });
});

test('a malformed request is refused, and the next one is served', async () => {
  expect(await send({ profilePictureCache: 1, body: { type: 'lookup', keys: 7 } })).toMatchObject({
    body: { type: 'failed' },
  });
  expect(await keep({ userId: 'ada' })).toBe(0);
});

test('messages of others are left alone', async () => {
  let replies = 0;
  for (const message of ['hello', null, { profilePictureCache: 'x' }, { body: {} }]) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => replies++;
    page.window.navigator.serviceWorker.controller?.postMessage(message, [port2]);
  }
  await page.shim.statistics();
  expect(replies).toBe(0);
});
