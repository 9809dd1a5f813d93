import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { CACHE_NAME } from '../../../../js/shared/keys.js';
import { createServiceWorkerShim } from '../../../../js/shims/service-worker.js';
import { keepRequest } from '../../support/keep-request.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';
import { openFrame, unregister } from './controlled-page.js';

let world: World;
let scope: string;
let script: string;

beforeEach(async () => {
  world = await openWorld();
  scope = `/${uniqueName('page')}/`;
  script = `/${uniqueName('worker')}.js`;
  onTestFinished(() => unregister(scope));
});

/** Puts a release of a worker at the script's address. */
async function publish(release: number, worker = '/standalone-worker.js'): Promise<void> {
  const code = await (await fetch(worker)).text();
  const headers = { 'content-type': 'text/javascript', 'service-worker-allowed': '/' };
  await world.answer(script, { headers, body: `${code}\n// release ${release}` });
}

const controllerChange = (container: ServiceWorkerContainer): Promise<unknown> =>
  new Promise((resolve) => container.addEventListener('controllerchange', resolve, { once: true }));

async function registration(): Promise<ServiceWorkerRegistration> {
  const found = await navigator.serviceWorker.getRegistration(scope);
  if (found === undefined) throw new Error('not registered');
  return found;
}

test('the page that registers the worker first is controlled without being loaded again', async () => {
  await publish(1);
  const page = await openFrame(world, scope);
  const controlled = controllerChange(page.navigator.serviceWorker);
  const shim = createServiceWorkerShim();
  expect(await shim.register(script, scope)).toBe('active');
  await controlled;
  expect(page.navigator.serviceWorker.controller?.scriptURL).toContain(script);
});

test('a new release takes over at once, and what was kept is there', async () => {
  await publish(1);
  const shim = createServiceWorkerShim();
  await shim.register(script, scope);
  const page = await openFrame(world, scope);
  const before = page.navigator.serviceWorker.controller;
  await shim.keep([keepRequest({ account: scope })]);
  const seen: boolean[] = [];
  shim.onAvailability((available) => seen.push(available));
  const taken = controllerChange(page.navigator.serviceWorker);
  await publish(2);
  await (await registration()).update();
  await taken;
  expect(page.navigator.serviceWorker.controller).not.toBe(before);
  expect((await registration()).waiting).toBeNull();
  const found = await shim.lookup([{ account: scope, userId: 'ada', variant: 128 }], Date.now());
  expect(found).toHaveLength(1);
  expect(shim.available).toBe(true);
  expect(seen.at(-1) ?? true).toBe(true);
});

test('an invalidation is remembered by the next release', async () => {
  await publish(1);
  const shim = createServiceWorkerShim();
  await shim.register(script, scope);
  const now = Date.now();
  await shim.remove(scope, ['ada'], now);
  const first = (await registration()).active;
  const gone = new Promise<void>((resolve) => {
    first?.addEventListener('statechange', () => first.state === 'redundant' && resolve());
  });
  await publish(2);
  await (await registration()).update();
  await gone;
  expect(await shim.keep([keepRequest({ account: scope, askedAt: now - 1 })])).toBe(1);
});

test('a merged worker does not take over by itself', async () => {
  await publish(1, '/small-worker.js');
  const shim = createServiceWorkerShim();
  await shim.register(script, scope);
  const page = await openFrame(world, scope);
  const before = page.navigator.serviceWorker.controller;
  await publish(2, '/small-worker.js');
  const current = await registration();
  await current.update();
  await expect.poll(() => current.waiting?.state).toBe('installed');
  expect(page.navigator.serviceWorker.controller).toBe(before);
});

test('caches of other releases are deleted when the worker becomes active, and no others', async () => {
  const others = [
    'profile-picture-cache-v0',
    'profile-picture-cache-v99',
    'profile-picture-cache-extra',
    'app-v1',
  ];
  await Promise.all([...others, CACHE_NAME].map((name) => caches.open(name)));
  await publish(1);
  const shim = createServiceWorkerShim();
  await shim.register(script, scope);
  await shim.statistics();
  const left = await caches.keys();
  expect(left).toEqual(expect.arrayContaining([CACHE_NAME, 'profile-picture-cache-extra', 'app-v1']));
  expect(left).not.toContain('profile-picture-cache-v0');
  expect(left).not.toContain('profile-picture-cache-v99');
});

test('the address of the backend is told to the ready worker', async () => {
  const shim = createServiceWorkerShim({ baseUrl: `${scope}pictures` });
  await shim.register('/standalone-worker.js', scope);
  await shim.keep([keepRequest({ userId: 'ada' })]);
  const cache = await caches.open(CACHE_NAME);
  expect(await cache.match(`${scope}pictures/ada/image?size=128`)).toBeDefined();
});

test('a merged worker’s own listeners go on, and can ask what is handled', async () => {
  const code = `${await (await fetch('/merged-worker.js')).text()}`;
  const headers = { 'content-type': 'text/javascript', 'service-worker-allowed': '/' };
  await world.answer(script, { headers, body: code });
  const shim = createServiceWorkerShim();
  await shim.register(script, scope);
  const page = await openFrame(world, scope);
  expect(await (await page.fetch(`${scope}anything`)).text()).toBe('answered by the application');
  const path = '/api/profile-pictures/nobody/image?size=128';
  await world.answer('/api/profile-pictures/nobody/image', { status: 404, body: 'answered by the backend' });
  expect(await (await page.fetch(path)).text()).toBe('answered by the backend');
});
