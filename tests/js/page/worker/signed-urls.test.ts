import { beforeEach, expect, test } from 'vitest';
import { CACHE_NAME } from '../../../../js/shared/keys.js';
import { pngBytes } from '../../support/image-bytes.js';
import { keepRequest } from '../../support/keep-request.js';
import type { Answer } from '../../support/world-protocol.js';
import { type ControlledPage, openControlledPage } from './controlled-page.js';

let page: ControlledPage;
beforeEach(async () => {
  page = await openControlledPage();
});

/** The worker stores after it has answered. */
async function showAndStore(userId: string, version: string): Promise<void> {
  await page.putObject(userId, version);
  await page.show(page.signed(userId, version));
  await expect.poll(async () => (await page.find(userId))?.version).toBe(version);
}

test('an <img> with a signed URL fetches the picture once and stores it under its stable path', async () => {
  await page.putObject('ada', 'v1');
  expect(await page.show(page.signed('ada', 'v1'), 'anonymous')).toBe(1);
  expect(await page.find('ada')).toMatchObject({ version: 'v1', contentType: 'image/png' });
  expect(await page.downloads('ada')).toBe(1);
  const stored = await (await caches.open(CACHE_NAME)).keys();
  const paths = stored.map(({ url }) => new URL(url)).map(({ pathname, search }) => pathname + search);
  expect(paths).toContain(page.stable('ada'));
});

test('the same version under another signature is answered without the network', async () => {
  await page.putObject('ada', 'v1');
  await page.show(page.signed('ada', 'v1'), 'anonymous');
  await page.putObject('ada', 'v1', { down: true });
  expect(await page.show(page.signed('ada', 'v1'), 'anonymous')).toBe(1);
  expect(await page.show(page.signed('ada', 'v1'))).toBe(1);
  expect(await page.downloads('ada')).toBe(1);
});

test('no signature is stored, in no address and no header', async () => {
  await page.putObject('ada', 'v1');
  await page.show(page.signed('ada', 'v1'), 'anonymous');
  await page.show(page.stable('ada'));
  const cache = await caches.open(CACHE_NAME);
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const headers = JSON.stringify([...(response?.headers ?? [])]);
    expect(`${request.url} ${response?.url} ${headers}`).not.toContain('secret');
  }
});

test('the request to the store carries no tag', async () => {
  const path = await page.putObject('ada', 'v1');
  await page.show(page.signed('ada', 'v1'), 'anonymous');
  expect((await page.world.requests(path))[0]?.url).toMatch(/^[^#]*\?signature=secret\d+$/);
});

test('another version is fetched and takes the place of the old one', async () => {
  await showAndStore('ada', 'v1');
  await page.putObject('ada', 'v2');
  await page.show(page.signed('ada', 'v2'));
  expect(await page.downloads('ada')).toBe(2);
  expect((await page.find('ada'))?.version).toBe('v2');
});

test('what is stored is the version that the store names, not the one that was asked for', async () => {
  await page.putObject('ada', 'v3');
  await page.show(page.signed('ada', 'v2'));
  expect((await page.find('ada'))?.version).toBe('v3');
});

test('with the store down, any stored version is shown', async () => {
  await showAndStore('ada', 'v1');
  await page.putObject('ada', 'v2', { down: true });
  expect(await page.show(page.signed('ada', 'v2'), 'anonymous')).toBe(1);
});

test.each<[string, Answer]>([
  ['is in trouble', { status: 503, body: 'busy' }],
  ['asks for patience', { status: 429, body: 'slowly' }],
  [
    'is hidden behind a sign-in page',
    { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } },
  ],
])('when the store %s, any stored version is shown', async (_, answer) => {
  await showAndStore('ada', 'v1');
  await page.putObject('ada', 'v2', answer);
  expect(await page.show(page.signed('ada', 'v2'))).toBe(1);
  expect((await page.find('ada'))?.version).toBe('v1');
});

test.each([401, 403, 404])('status %i is passed on, although a picture is stored', async (status) => {
  await showAndStore('ada', 'v1');
  await page.putObject('ada', 'v2', { status, body: '<Error/>' });
  const response = await page.fetch(page.signed('ada', 'v2'));
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('<Error/>');
  expect((await page.find('ada'))?.version).toBe('v1');
});

test.each<[string, Answer]>([
  ['an HTML page', { body: '<html/>', headers: { 'content-type': 'text/html' } }],
  ['an HTML page that calls itself a PNG', { body: '<html/>' }],
  [
    'an SVG',
    { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', headers: { 'content-type': 'image/svg+xml' } },
  ],
  ['an SVG that calls itself a PNG', { body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
  ['an empty body', { body: '' }],
  ['a picture whose end is missing', { truncated: true }],
  ['a picture 200 kB over the limit', { body: [...new Uint8Array(pngBytes(5 * 1024 * 1024 + 200_000))] }],
  ['a refusal', { status: 403 }],
  ['a part of a picture', { status: 206 }],
  ['an error', { status: 500 }],
])('%s is not stored, and the next good answer is', async (_, answer) => {
  await page.putObject('ada', 'v1', answer);
  await page.show(page.signed('ada', 'v1'), 'anonymous');
  expect(await page.find('ada')).toBeUndefined();
  await page.putObject('ada', 'v1');
  expect(await page.show(page.signed('ada', 'v1'), 'anonymous')).toBe(1);
  expect((await page.find('ada'))?.version).toBe('v1');
});

test('a picture over the limit is passed on whole', async () => {
  const bytes = pngBytes(5 * 1024 * 1024 + 200_000, 7);
  await page.putObject('ada', 'v1', { body: [...new Uint8Array(bytes)] });
  const passed = new Uint8Array(await (await page.fetch(page.signed('ada', 'v1'))).arrayBuffer());
  expect(passed.byteLength).toBe(bytes.byteLength);
  expect(passed.slice(8).every((byte) => byte === 7)).toBe(true);
});

test('identical requests share one download and are counted', async () => {
  const path = await page.putObject('ada', 'v1', { held: 'head' });
  const shown = [1, 2, 3, 4, 5].map(() => page.fetch(page.signed('ada', 'v1')).then((r) => r.arrayBuffer()));
  await page.world.arrived(path);
  await expect.poll(async () => (await page.shim.statistics()).joined).toBe(4);
  await page.world.release(path);
  const sizes = (await Promise.all(shown)).map((bytes) => bytes.byteLength);
  expect(new Set(sizes).size).toBe(1);
  expect(await page.downloads('ada')).toBe(1);
});

test('an invalidation keeps out what is on its way', async () => {
  const path = await page.putObject('ada', 'v1', { held: 'head' });
  const shown = page.show(page.signed('ada', 'v1'));
  await page.world.arrived(path);
  // A time before the request: only the worker's own knowledge of what is under way can keep it out.
  await page.shim.remove('', ['ada'], 1);
  await page.world.release(path);
  expect(await shown).toBe(1);
  expect(await page.find('ada')).toBeUndefined();
});

test('clearing keeps out what is on its way', async () => {
  const path = await page.putObject('ada', 'v1', { held: 'head' });
  const shown = page.show(page.signed('ada', 'v1'));
  await page.world.arrived(path);
  await page.shim.clear('', 1);
  await page.world.release(path);
  await shown;
  expect(await page.find('ada')).toBeUndefined();
});

test('a request after an invalidation does not join the download before it', async () => {
  const path = await page.putObject('ada', 'v1', { held: 'head' });
  const first = page.show(page.signed('ada', 'v1'));
  await page.world.arrived(path);
  await page.shim.remove('', ['ada'], 1);
  const second = page.show(page.signed('ada', 'v1'));
  await page.world.arrived(path, 2);
  await page.world.release(path);
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  expect((await page.find('ada'))?.version).toBe('v1');
});

test('the invalidation of one user leaves the downloads of others', async () => {
  const path = await page.putObject('adam', 'v1', { held: 'head' });
  const shown = page.show(page.signed('adam', 'v1'));
  await page.world.arrived(path);
  await page.shim.remove('', ['ada'], 1);
  await page.world.release(path);
  await shown;
  expect((await page.find('adam'))?.version).toBe('v1');
});

test('a picture that was kept by message answers an <img> without the network', async () => {
  await page.putObject('ada', 'v1', { down: true });
  await page.shim.keep([keepRequest({ version: 'v1', bytes: new Uint8Array(await onePixel()).buffer })]);
  expect(await page.show(page.signed('ada', 'v1'), 'anonymous')).toBe(1);
  expect(await page.downloads('ada')).toBe(0);
});

async function onePixel(): Promise<ArrayBuffer> {
  const path = await page.putObject('pixel', 'v1');
  return (await fetch(page.world.storeOrigin + path)).arrayBuffer();
}

test('a picture that was first shown without CORS is fetched past the HTTP cache', async () => {
  const cached = { 'cache-control': 'max-age=1000' };
  const url = page.signed('ada', 'v1');
  await page.putObject('ada', 'v1', { headers: cached, withoutCors: true });
  const plain = new Image();
  const shown = new Promise((resolve) => plain.addEventListener('load', resolve));
  plain.src = url;
  await shown;
  await page.putObject('ada', 'v1', { headers: cached });
  expect(await page.show(url, 'anonymous')).toBe(1);
  expect((await page.find('ada'))?.version).toBe('v1');
});

test('from a store that permits no reading an <img> is shown as if there were no worker, and nothing is stored', async () => {
  await page.putObject('ada', 'v1', { withoutCors: true });
  expect(await page.show(page.signed('ada', 'v1'))).toBe(1);
  expect(await page.find('ada')).toBeUndefined();
  expect(await page.show(page.signed('ada', 'v1'), 'anonymous')).toBe(0);
});

test('a tag that names anything but a picture of ours is left alone', async () => {
  const path = await page.putObject('ada', 'v1');
  await page.show(page.signed('ada', 'v1'));
  const tags = [
    '/other',
    page.stable('ada').replace('128', '99'),
    `https://x.example${page.stable('ada')}`,
    '%',
  ];
  for (const tag of tags) {
    const url = `${page.world.storeOrigin}${path}#profile-picture=${encodeURIComponent(tag)}&version=v1`;
    expect((await page.fetch(url)).status).toBe(200);
  }
  expect(await page.downloads('ada')).toBe(1 + tags.length);
});
