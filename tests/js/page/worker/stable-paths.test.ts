import { beforeEach, expect, test } from 'vitest';
import { ONE_PIXEL_PNG } from '../../support/image-bytes.js';
import { keepRequest } from '../../support/keep-request.js';
import { type ControlledPage, openControlledPage } from './controlled-page.js';

const MINUTE = 60 * 1000;

let page: ControlledPage;
beforeEach(async () => {
  page = await openControlledPage();
});

const keepOld = (userId: string, ageMs: number): Promise<number> =>
  page.shim.keep([
    keepRequest({
      userId,
      version: 'old',
      fetchedAt: Date.now() - ageMs,
      bytes: new Uint8Array(ONE_PIXEL_PNG).buffer,
    }),
  ]);

test('a plain <img> is shown and stored with the version of the object that the redirect led to', async () => {
  await page.putObject('ada', 'v7');
  expect(await page.show(page.stable('ada'))).toBe(1);
  expect(await page.find('ada')).toMatchObject({ version: 'v7', contentType: 'image/png' });
});

test('what a plain <img> shows is not opaque: its pixels can be read', async () => {
  await page.putObject('ada', 'v1');
  const response = await page.fetch(page.stable('ada'), { mode: 'no-cors' });
  expect(response.type).not.toBe('opaque');
  expect((await response.arrayBuffer()).byteLength).toBe(ONE_PIXEL_PNG.length);
});

test('a picture younger than 45 minutes is answered without the network', async () => {
  await page.putObject('ada', 'v1');
  await keepOld('ada', 44 * MINUTE);
  expect(await page.show(page.stable('ada'))).toBe(1);
  expect(await page.world.requests(`${page.base}/ada/image`)).toEqual([]);
});

test('an older one is asked for again', async () => {
  await page.putObject('ada', 'v2');
  await keepOld('ada', 46 * MINUTE);
  expect(await page.show(page.stable('ada'))).toBe(1);
  expect(await page.downloads('ada')).toBe(1);
  await expect.poll(async () => (await page.find('ada'))?.version).toBe('v2');
});

test('what is asked for again is not what the HTTP cache has of an older version', async () => {
  const cached = { 'cache-control': 'private, max-age=300' };
  await page.putObject('ada', 'v1', { headers: cached });
  await page.fetch(page.stable('ada'));
  await expect.poll(async () => (await page.find('ada'))?.version).toBe('v1');
  await page.putObject('ada', 'v2', { headers: cached });
  await page.shim.remove('', ['ada'], Date.now());
  await page.fetch(page.stable('ada'));
  await expect.poll(async () => (await page.find('ada'))?.version).toBe('v2');
});

test('a page that asks past the caches is answered by the network', async () => {
  await page.putObject('ada', 'v2');
  await keepOld('ada', 0);
  await page.fetch(page.stable('ada'), { cache: 'reload' });
  expect(await page.downloads('ada')).toBe(1);
});

test('without the backend, a picture of up to 7 days is shown', async () => {
  await page.world.answer(`${page.base}/ada/image`, { down: true });
  await page.world.answer(`${page.base}/bob/image`, { down: true });
  await keepOld('ada', 7 * 24 * 60 * MINUTE - MINUTE);
  await keepOld('bob', 7 * 24 * 60 * MINUTE);
  expect(await page.show(page.stable('ada'))).toBe(1);
  expect(await page.show(page.stable('bob'))).toBe(0);
});

test('without the backend and without a stored picture, the request fails as it does without a worker', async () => {
  await page.world.answer(`${page.base}/ada/image`, { down: true });
  expect(await page.show(page.stable('ada'))).toBe(0);
  await expect(page.fetch(page.stable('ada'))).rejects.toThrow('Failed to fetch');
});

test('a user without a picture is passed on as 404', async () => {
  await page.world.answer(`${page.base}/ada/image`, { status: 404, body: '{"error":{}}' });
  expect((await page.fetch(page.stable('ada'))).status).toBe(404);
});

test('cookies are sent to the backend', async () => {
  await page.putObject('ada', 'v1');
  await cookieStore.set('session', 'secret');
  await page.show(page.stable('ada'));
  expect((await page.world.requests(`${page.base}/ada/image`))[0]?.headers.cookie).toContain(
    'session=secret',
  );
});

test('identical requests share one fetch', async () => {
  const path = await page.putObject('ada', 'v1', { held: 'head' });
  const all = [1, 2, 3].map(() => page.fetch(page.stable('ada')));
  await page.world.arrived(path);
  await expect.poll(async () => (await page.shim.statistics()).joined).toBe(2);
  await page.world.release(path);
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await page.downloads('ada')).toBe(1);
});

test.each<[string, (path: string) => [string, RequestInit?]]>([
  ['another method', (path) => [path, { method: 'POST' }]],
  ['a range', (path) => [path, { headers: { range: 'bytes=0-9' } }]],
  ['an unknown parameter', (path) => [`${path}&v=2`]],
  ['no size', (path) => [path.replace('?size=128', '')]],
  ['a size that there is not', (path) => [path.replace('128', '100')]],
])('a request with %s is not touched', async (_, request) => {
  await page.putObject('ada', 'v1');
  await keepOld('ada', 0);
  const [url, init] = request(page.stable('ada'));
  await page.fetch(url, init).catch(() => {});
  expect(await page.world.requests(`${page.base}/ada/image`)).toHaveLength(1);
});

test('everything else on the page is not touched', async () => {
  const path = `${page.base}/other.json`;
  await page.world.answer(path, { body: '1' });
  expect(await (await page.fetch(path)).text()).toBe('1');
  expect(await (await page.fetch(path)).text()).toBe('1');
  expect(await page.world.requests(path)).toHaveLength(2);
});

test('a network that keeps silent is not waited for when a picture is stored, and what it brings later is', async () => {
  page = await openControlledPage({ script: '/small-worker.js' });
  const path = await page.putObject('ada', 'v2', { held: 'head' });
  await keepOld('ada', 46 * MINUTE);
  expect(await page.show(page.stable('ada'))).toBe(1);
  expect((await page.find('ada'))?.version).toBe('old');
  await page.world.release(path);
  await expect.poll(async () => (await page.find('ada'))?.version).toBe('v2');
});
