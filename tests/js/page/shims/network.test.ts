import { expect, test } from 'vitest';
import { createNetworkShim } from '../../../../js/shims/network.js';
import type { DownloadCache } from '../../../../js/shims/types.js';
import { networkContract } from '../../contracts/network-contract.js';
import { pngBytes } from '../../support/image-bytes.js';
import { openWorld, uniqueName } from '../../support/world.js';

networkContract('the network shim in a page', openWorld);

const never = new AbortController().signal;
const PNG = [...new Uint8Array(pngBytes(100))];

test('a store that does not permit reading is unreachable', async () => {
  const world = await openWorld();
  const path = `/${uniqueName('store')}`;
  await world.answer(path, { body: PNG, headers: { 'content-type': 'image/png' }, withoutCors: true });
  const outcome = await createNetworkShim().download(world.storeOrigin + path, 'default', never);
  expect(outcome).toEqual({ ok: false, failure: 'unreachable' });
});

test('a version that may not be read is empty', async () => {
  const world = await openWorld();
  const path = `/${uniqueName('store')}`;
  const headers = { 'content-type': 'image/png', etag: '"v1"', 'access-control-allow-origin': '*' };
  await world.answer(path, { body: PNG, headers, withoutCors: true });
  const outcome = await createNetworkShim().download(world.storeOrigin + path, 'default', never);
  expect(outcome).toMatchObject({ ok: true, version: '' });
});

test('cookies go to the backend, but not to the object store', async () => {
  const world = await openWorld();
  const base = `/${uniqueName('api')}`;
  await cookieStore.set('session', 'secret');
  await world.answer(`${base}/batch`, { body: '{}' });
  await world.answer(`${base}/picture`, { body: PNG, headers: { 'content-type': 'image/png' } });
  const shim = createNetworkShim({ baseUrl: base });
  await shim.describe(['a'], 64, never);
  await shim.download(`${base}/picture`, 'default', never);
  expect((await world.requests(`${base}/batch`))[0]?.headers.cookie).toContain('session=secret');
  expect((await world.requests(`${base}/picture`))[0]?.headers.cookie).toBeUndefined();
});

test('a download is answered by the HTTP cache, and a fresh one goes past it', async () => {
  const world = await openWorld();
  const path = `/${uniqueName('store')}`;
  const headers = { 'content-type': 'image/png', 'cache-control': 'max-age=1000' };
  await world.answer(path, { body: PNG, headers });
  const shim = createNetworkShim();
  const download = (cache: DownloadCache) => shim.download(world.storeOrigin + path, cache, never);
  expect([await download('default'), await download('default')]).toMatchObject([{ ok: true }, { ok: true }]);
  expect(await world.requests(path)).toHaveLength(1);
  expect(await download('reload')).toMatchObject({ ok: true });
  expect(await world.requests(path)).toHaveLength(2);
});

test('a picture that was first shown without CORS can be fetched past the HTTP cache', async () => {
  const world = await openWorld();
  const path = `/${uniqueName('store')}`;
  const url = world.storeOrigin + path;
  const cached = { 'content-type': 'image/png', 'cache-control': 'max-age=1000' };
  await world.answer(path, { body: PNG, headers: cached, withoutCors: true });
  const image = new Image();
  const shown = new Promise((resolve) => image.addEventListener('error', resolve));
  image.src = url;
  await shown;
  await world.answer(path, { body: PNG, headers: cached });
  expect(await createNetworkShim().download(url, 'reload', never)).toMatchObject({ ok: true });
});
