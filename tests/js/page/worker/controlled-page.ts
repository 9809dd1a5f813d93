import { onTestFinished } from 'vitest';
import { CACHE_NAME, type PictureKey, stablePath, tagSignedUrl } from '../../../../js/shared/keys.js';
import type { StoredPicture } from '../../../../js/shared/stored-picture.js';
import { createServiceWorkerShim, type ServiceWorkerShim } from '../../../../js/shims/service-worker.js';
import { ONE_PIXEL_PNG } from '../../support/image-bytes.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';
import type { Answer } from '../../support/world-protocol.js';

/** A page in a frame with a scope, a worker, a backend and a store of its own. */
export interface ControlledPage {
  world: World;
  shim: ServiceWorkerShim;
  window: Window & typeof globalThis;
  base: string;
  /** The path of the user's object in the store, which answers a picture of one pixel with this version. */
  putObject(userId: string, version: string, answer?: Answer): Promise<string>;
  /** The stable path, which the backend redirects to the object. */
  stable(userId: string): string;
  /** A signed URL for the user's object; each one has another signature. */
  signed(userId: string, version: string): string;
  /** Shows it in an <img>: its width in pixels, 0 when it failed. */
  show(url: string, crossOrigin?: 'anonymous'): Promise<number>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  key(userId: string): PictureKey;
  find(userId: string): Promise<StoredPicture | undefined>;
  /** How often the user's object was requested from the store. */
  downloads(userId: string): Promise<number>;
}

export interface ControlledPageOptions {
  script?: string;
}

export async function openControlledPage(options: ControlledPageOptions = {}): Promise<ControlledPage> {
  await caches.delete(CACHE_NAME);
  const world = await openWorld();
  const scope = `/${uniqueName('page')}/`;
  const base = `${scope}api`;
  const shim = createServiceWorkerShim({ baseUrl: base });
  const state = await shim.register(options.script ?? '/standalone-worker.js', scope);
  if (state !== 'active') throw new Error(`the worker is ${state}`);
  const inner = await openFrame(world, scope);
  if (inner.navigator.serviceWorker.controller === null) throw new Error('the page is not controlled');
  onTestFinished(() => unregister(scope));
  return controlledPage(world, shim, inner, base);
}

/** A page in a frame, which is gone after the test. */
export async function openFrame(world: World, path: string): Promise<Window & typeof globalThis> {
  await world.answer(path, {
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>page</title>',
  });
  const frame = document.createElement('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  frame.src = path;
  document.body.append(frame);
  await loaded;
  onTestFinished(() => frame.remove());
  return frame.contentWindow as Window & typeof globalThis;
}

export async function unregister(scope: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration !== undefined && new URL(registration.scope).pathname === scope)
    await registration.unregister();
}

let signatures = 0;

function controlledPage(
  world: World,
  shim: ServiceWorkerShim,
  inner: Window & typeof globalThis,
  base: string,
): ControlledPage {
  const objectPath = (userId: string): string => `${base}-store/${userId}.png`;
  const key = (userId: string): PictureKey => ({ account: '', userId, variant: 128 });
  const stable = (userId: string): string => stablePath(key(userId), base);
  return {
    world,
    shim,
    window: inner,
    base,
    key,
    stable,
    async putObject(userId, version, answer = {}) {
      const path = objectPath(userId);
      const headers = { 'content-type': 'image/png', etag: `"${version}"`, ...answer.headers };
      await world.answer(path, { body: ONE_PIXEL_PNG, ...answer, headers });
      const location = `${world.storeOrigin}${path}?signature=secret`;
      const lifetime = { 'cache-control': 'private, max-age=300' };
      await world.answer(`${base}/${userId}/image`, { status: 302, headers: { ...lifetime, location } });
      return path;
    },
    signed(userId, version) {
      const url = `${world.storeOrigin}${objectPath(userId)}?signature=secret${signatures++}`;
      return tagSignedUrl(url, stable(userId), version);
    },
    show: (url, crossOrigin) => show(inner, url, crossOrigin),
    fetch: (url, init) => inner.fetch(url, init),
    find: async (userId) => (await shim.lookup([key(userId)], Date.now()))[0],
    downloads: async (userId) => (await world.requests(objectPath(userId))).length,
  };
}

function show(inner: Window & typeof globalThis, url: string, crossOrigin?: 'anonymous'): Promise<number> {
  const image = new inner.Image();
  if (crossOrigin !== undefined) image.crossOrigin = crossOrigin;
  return new Promise((resolve) => {
    image.addEventListener('load', () => resolve(image.naturalWidth));
    image.addEventListener('error', () => resolve(0));
    image.src = url;
  });
}
