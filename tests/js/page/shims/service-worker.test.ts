import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createServiceWorkerShim, type ServiceWorkerShim } from '../../../../js/shims/service-worker.js';
import { pngBytes } from '../../support/image-bytes.js';
import { keepRequest } from '../../support/keep-request.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';
import { openFrame, unregister } from '../worker/controlled-page.js';

let world: World;
let scope: string;
let shim: ServiceWorkerShim;

beforeEach(async () => {
  world = await openWorld();
  scope = `/${uniqueName('page')}/`;
  shim = createServiceWorkerShim({ timeoutMs: 100 });
  onTestFinished(async () => {
    shim.dispose();
    await unregister(scope);
  });
});

const unavailable = { name: 'LayerError', layer: 'serviceWorker', reason: 'unavailable' };
const key = { account: '', userId: 'ada', variant: 128 } as const;

/** Puts a worker of these lines at an address of its own. */
async function script(body: string): Promise<string> {
  const path = `/${uniqueName('worker')}.js`;
  await world.answer(path, {
    body,
    headers: { 'content-type': 'text/javascript', 'service-worker-allowed': '/' },
  });
  return path;
}

/** The next change of availability. */
const availability = (of = shim): Promise<boolean> =>
  new Promise((resolve) => {
    const stop = of.onAvailability((available) => {
      stop();
      resolve(available);
    });
  });

test('before it is registered every call is rejected at once', async () => {
  expect(shim.available).toBe(false);
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject(unavailable);
  await expect(shim.keep([keepRequest({})])).rejects.toMatchObject(unavailable);
  await expect(shim.remove('', ['ada'], 1)).rejects.toMatchObject(unavailable);
  await expect(shim.clear('', 1)).rejects.toMatchObject(unavailable);
  await expect(shim.statistics()).rejects.toMatchObject(unavailable);
});

test('listeners are told when it becomes available, and not after they left', async () => {
  const told: boolean[] = [];
  const leave = shim.onAvailability(() => told.push(false));
  shim.onAvailability((available) => told.push(available));
  leave();
  expect(await shim.register('/standalone-worker.js', scope)).toBe('active');
  expect(told).toEqual([true]);
  expect(shim.available).toBe(true);
});

test('in a page that is controlled already it is available before the registration has settled', async () => {
  await shim.register('/standalone-worker.js', scope);
  const page = await openFrame(world, scope);
  const inner = createServiceWorkerShim({ container: () => page.navigator.serviceWorker });
  const registered = inner.register('/standalone-worker.js', scope);
  expect(inner.available).toBe(true);
  expect(await inner.lookup([key], Date.now())).toEqual([]);
  await registered;
  inner.dispose();
});

test('a worker of the application that controls the page is not taken for ours', async () => {
  await shim.register(await script('addEventListener("message", () => {})'), scope);
  const page = await openFrame(world, scope);
  expect(page.navigator.serviceWorker.controller).not.toBeNull();
  const inner = createServiceWorkerShim({ container: () => page.navigator.serviceWorker });
  const registered = inner.register(await script('throw new Error("broken")'), scope);
  expect(inner.available).toBe(false);
  await registered;
  inner.dispose();
});

test.each<[string, () => Promise<string>]>([
  ['is not there', async () => '/no-such-worker.js'],
  ['does not compile', () => script('this is no JavaScript')],
  ['throws', () => script('throw new Error("broken")')],
])('a script that %s leaves it unavailable, and nothing is thrown', async (_, address) => {
  expect(await shim.register(await address(), scope)).toBe('unavailable');
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject(unavailable);
});

test.each<[string, () => ServiceWorkerContainer | null]>([
  ['has no service workers', () => null],
  [
    'forbids them',
    () => {
      throw new DOMException('made up', 'SecurityError');
    },
  ],
])('a browser that %s leaves it unavailable', async (_, container) => {
  shim = createServiceWorkerShim({ container });
  expect(await shim.register('/standalone-worker.js', scope)).toBe('unavailable');
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject(unavailable);
});

test('a registration that does not settle is not waited for', async () => {
  const container = Object.assign(new EventTarget(), {
    register: () => new Promise(() => {}),
    controller: null,
  });
  shim = createServiceWorkerShim({
    container: () => container as unknown as ServiceWorkerContainer,
    activationTimeoutMs: 50,
  });
  expect(await shim.register('/standalone-worker.js', scope)).toBe('unavailable');
});

test('a worker that is slow to install is awaited no longer than agreed, and used when it comes', async () => {
  const { port1, port2 } = new MessageChannel();
  const slow = await script(`
    importScripts('/standalone-worker.js');
    const told = new Promise((go) => addEventListener('message', ({ data }) => data === 'go' && go()));
    addEventListener('install', (event) => event.waitUntil(told));`);
  shim = createServiceWorkerShim({ activationTimeoutMs: 1500 });
  expect(await shim.register(slow, scope)).toBe('waiting');
  const came = availability();
  const registration = await navigator.serviceWorker.getRegistration(scope);
  registration?.installing?.postMessage('go', [port2]);
  port1.close();
  expect(await came).toBe(true);
  expect(await shim.lookup([key], Date.now())).toEqual([]);
});

test('a worker that does not reply is given up after its time', async () => {
  await shim.register(await script('addEventListener("message", () => {})'), scope);
  const refused = { name: 'LayerError', reason: 'timeout', message: /profile-picture-cache\/sw/ };
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject(refused);
});

test('a worker that replies in another protocol has failed', async () => {
  const odd = 'addEventListener("message", ({ ports }) => ports[0].postMessage({ profilePictureCache: 99 }))';
  await shim.register(await script(odd), scope);
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject({ reason: 'failed' });
});

test('what a worker could not do is said with its reason', async () => {
  await shim.register('/standalone-worker.js', scope);
  const bad = { ...keepRequest({}), key: null } as unknown as ReturnType<typeof keepRequest>;
  await expect(shim.keep([bad])).rejects.toMatchObject({ reason: 'failed', message: /'keep': TypeError/ });
});

test('bytes that cannot be sent are rejected, not thrown', async () => {
  await shim.register('/standalone-worker.js', scope);
  const bytes = pngBytes();
  structuredClone(bytes, { transfer: [bytes] });
  await expect(shim.keep([keepRequest({ bytes })])).rejects.toMatchObject({
    name: 'LayerError',
    reason: 'failed',
  });
});

test('one that was unregistered is rejected at once, registered again and then available', async () => {
  await shim.register('/standalone-worker.js', scope);
  const gone = availability();
  await unregister(scope);
  expect(await gone).toBe(false);
  const back = availability();
  await expect(shim.lookup([key], Date.now())).rejects.toMatchObject(unavailable);
  expect(await back).toBe(true);
  expect(await shim.keep([keepRequest({})])).toBe(0);
});

test.each<[string, string | undefined, string]>([
  ['/standalone-worker.js', undefined, '/standalone-worker.js'],
  ['/standalone-worker.js', '/api/profile-pictures', '/standalone-worker.js'],
  ['/standalone-worker.js', '/a b', '/standalone-worker.js?baseUrl=%2Fa%20b'],
  ['/standalone-worker.js?own', '/pictures', '/standalone-worker.js?own'],
])('the script %j with the backend at %j is registered as %j', async (url, baseUrl, expected) => {
  shim = createServiceWorkerShim(baseUrl === undefined ? {} : { baseUrl });
  await shim.register(url, scope);
  const registration = await navigator.serviceWorker.getRegistration(scope);
  expect(registration?.active?.scriptURL).toBe(new URL(expected, location.href).href);
});
