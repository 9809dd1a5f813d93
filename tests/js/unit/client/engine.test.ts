import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SnapshotTable } from '../../../../js/client/snapshot-table.js';
import { counted, takeCalls } from '../../support/counted-core.js';
import {
  closePage,
  loadCache,
  MINUTE,
  newStores,
  openPage,
  pass,
  type Stores,
  setVisible,
} from '../../support/page-cache.js';

vi.mock('../../../../js/client/core-module.js', async (original) => {
  const { createCore, ...rest } = await original<typeof import('../../../../js/client/core-module.js')>();
  return { ...rest, createCore: (...given: Parameters<typeof createCore>) => counted(createCore(...given)) };
});

const FRIENDS = Array.from({ length: 50 }, (_, i) => `friend-${i}`);
const nothing = (): void => {};

let stores: Stores;

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(FRIENDS);
});
afterEach(closePage);

test('fifty requests of a tick leave as one batch for each layer', async () => {
  const cache = loadCache(stores);
  for (const friend of FRIENDS) cache.subscribe(friend, undefined, nothing);
  expect(stores.database.calls).toEqual([]);
  await pass();
  expect(stores.database.calls).toEqual([
    { method: 'lookup', size: 50 },
    { method: 'keep', size: 50 },
  ]);
  expect(stores.worker.layer.calls).toEqual([
    { method: 'lookup', size: 50 },
    { method: 'keep', size: 50 },
  ]);
  expect(stores.backend.described).toEqual([FRIENDS]);
  expect(cache.monitor.getReport().layers.network.hits).toBe(50);
});

test('downloads that end one after the other are kept in one transaction', async () => {
  const cache = loadCache(stores);
  const { onDownload } = stores.backend.network;
  let turn = 0;
  stores.backend.network.onDownload = (url, cache) =>
    new Promise((resolve) => setTimeout(() => resolve(onDownload(url, cache)), 1 + (turn++ % 30)));
  for (const friend of FRIENDS) cache.subscribe(friend, undefined, nothing);
  await pass(200);
  const keeps = stores.database.calls.filter(({ method }) => method === 'keep');
  expect(keeps).toEqual([{ method: 'keep', size: 50 }]);
});

test('a hit makes no call into WebAssembly', async () => {
  const cache = loadCache(stores);
  const leave = FRIENDS.map((friend) => cache.subscribe(friend, undefined, nothing));
  await pass();
  for (const friend of FRIENDS) cache.snapshot(friend);
  takeCalls();
  const again = FRIENDS.map((friend) => {
    expect(cache.snapshot(friend)).toMatchObject({ status: 'ready', layer: 'network', stale: false });
    return cache.subscribe(friend, undefined, nothing);
  });
  for (const leaveAgain of again) leaveAgain();
  await pass();
  expect(takeCalls()).toEqual([]);
  expect(cache.monitor.getReport().layers.redux.hits).toBe(50);
  for (const leaveFirst of leave) leaveFirst();
});

test('a picture that localStorage has is read in the first snapshot, and asked for once', async () => {
  const before = loadCache(stores);
  await before.resolve('friend-1');
  before.dispose();
  const cache = loadCache(stores);
  takeCalls();
  expect(cache.snapshot('friend-1')).toMatchObject({ status: 'ready', layer: 'localStorage' });
  const snapshot = cache.snapshot('friend-1');
  expect(cache.snapshot('friend-1')).toBe(snapshot);
  expect(takeCalls().filter((name) => name === 'peek')).toHaveLength(1);
  cache.subscribe('friend-1', undefined, nothing);
  expect(cache.monitor.getReport()).toMatchObject({ requests: 1, layers: { localStorage: { hits: 1 } } });
});

test('what localStorage does not have is looked for there once', () => {
  const cache = loadCache(stores);
  const read = vi.spyOn(stores.storage, 'getItem');
  expect(cache.snapshot('friend-1').status).toBe('idle');
  expect(cache.snapshot('friend-1')).toBe(cache.snapshot('friend-1'));
  expect(read).toHaveBeenCalledTimes(1);
});

test('a signed URL that ran out is looked up again for a new element, not under one that shows it', async () => {
  const before = loadCache(stores);
  await Promise.all([before.resolve('friend-1'), before.resolve('friend-2'), pass()]);
  before.dispose();
  const cache = loadCache(stores);
  cache.snapshot('friend-1');
  cache.snapshot('friend-2');
  cache.subscribe('friend-1', undefined, nothing);
  await pass(50 * MINUTE);
  takeCalls();
  expect(cache.snapshot('friend-1')).toMatchObject({ status: 'ready', layer: 'localStorage' });
  expect(takeCalls()).not.toContain('peek');
  expect(cache.snapshot('friend-2')).toMatchObject({ status: 'idle', url: null });
  expect(takeCalls()).toContain('peek');
});

test('a page that goes away writes what waits', async () => {
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass(10);
  expect(cache.snapshot('friend-1').status).toBe('ready');
  expect(stores.database.usage.entries).toBe(0);
  window.dispatchEvent(new Event('pagehide'));
  await pass(0);
  expect(stores.database.usage.entries).toBe(1);
});

test('a page that is hidden writes what waits, one that is seen again tries what failed', async () => {
  stores.backend.failure = 'unauthorized';
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  expect(cache.snapshot('friend-1').error?.code).toBe('unauthorized');
  stores.backend.failure = null;
  setVisible(false);
  await pass();
  expect(cache.snapshot('friend-1').status).toBe('error');
  setVisible(true);
  await pass(10);
  expect(cache.snapshot('friend-1').status).toBe('ready');
  setVisible(false);
  await pass(0);
  expect(stores.database.usage.entries).toBe(1);
});

test('the network that is back is tried at once', async () => {
  stores.backend.failure = 'unreachable';
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  stores.backend.failure = null;
  window.dispatchEvent(new Event('online'));
  await pass(10);
  expect(cache.snapshot('friend-1').status).toBe('ready');
});

test('a failure is tried again when its time has come, without being asked', async () => {
  stores.backend.failure = 'server';
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  expect(stores.backend.described).toHaveLength(1);
  stores.backend.failure = null;
  await pass(1000);
  expect(stores.backend.described).toHaveLength(2);
  expect(cache.snapshot('friend-1').status).toBe('ready');
});

test('nothing is left to wait for when everything is there', async () => {
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  expect(vi.getTimerCount()).toBe(0);
});

test('after dispose() nothing calls the core, no timer is left and no URL lives', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  stores.backend.put('slow');
  const cache = loadCache(stores);
  const leave = cache.subscribe('friend-1', undefined, nothing);
  await pass();
  const { url } = cache.snapshot('friend-1');
  cache.subscribe('slow', undefined, nothing);
  const waiting = cache.resolve('slow').catch((error: Error) => error);
  cache.dispose();
  expect(takeCalls().at(-1)).toBe('delete');
  expect(vi.getTimerCount()).toBe(0);
  expect(revoked).toHaveBeenCalledWith(url);
  const written = vi.spyOn(SnapshotTable.prototype, 'addSubscribers');
  leave();
  expect(written).not.toHaveBeenCalled();
  cache.dispose();
  cache.refetch('friend-1');
  cache.reportBroken('friend-1', undefined, url ?? '');
  cache.holdUrl(url ?? '')();
  cache.subscribe('friend-2', undefined, nothing)();
  cache.monitor.reset();
  cache.monitor.getReport();
  expect(cache.snapshot('friend-1')).toMatchObject({ status: 'idle', url: null });
  expect(cache.snapshot('friend-3').status).toBe('idle');
  expect(cache.snapshot('friend-3')).toBe(cache.snapshot('friend-3'));
  cache.store.getState();
  window.dispatchEvent(new Event('online'));
  stores.worker.setAvailable(false);
  await pass(10 * MINUTE);
  expect(takeCalls()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  expect(await waiting).toMatchObject({ code: 'disposed', userId: 'slow' });
});

test('completions after dispose() change nothing', async () => {
  const created = vi.spyOn(URL, 'createObjectURL');
  let answer = nothing;
  const { onDownload } = stores.backend.network;
  stores.backend.network.onDownload = async (url, cache) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return onDownload(url, cache);
  };
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  cache.dispose();
  takeCalls();
  answer();
  await pass();
  expect(created).not.toHaveBeenCalled();
  expect(takeCalls()).toEqual([]);
});

test('a cache that is disposed of within a call of the core ends when the call is over', async () => {
  const cache = loadCache(stores);
  stores.backend.network.describe = () => {
    cache.dispose();
    return new Promise(() => {});
  };
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  const calls = takeCalls();
  expect(calls.filter((name) => name === 'delete')).toHaveLength(1);
  expect(calls.at(-1)).toBe('delete');
  expect(cache.snapshot('friend-1').status).toBe('idle');
});

test('a listener may dispose of the cache', async () => {
  const cache = loadCache(stores);
  cache.subscribe('friend-1', undefined, () => cache.dispose());
  cache.store.subscribe(() => cache.store.getState());
  const waiting = cache.resolve('friend-1').catch((error: Error) => error);
  await pass();
  expect(await waiting).toMatchObject({ code: 'disposed' });
  expect(takeCalls().at(-1)).toBe('delete');
});

test('one change wakes the listeners of that picture and no other', async () => {
  const cache = loadCache(stores);
  const told: string[] = [];
  for (const friend of FRIENDS) cache.subscribe(friend, undefined, () => told.push(friend));
  cache.subscribe('friend-1', 64, () => told.push('friend-1 in another size'));
  await pass();
  const others = FRIENDS.filter((friend) => friend !== 'friend-1');
  const before = others.map((friend) => cache.snapshot(friend));
  const snapshot = cache.snapshot('friend-1');
  told.length = 0;
  cache.refetch('friend-1');
  expect(new Set(told)).toEqual(new Set(['friend-1']));
  expect(cache.snapshot('friend-1')).not.toBe(snapshot);
  expect(cache.snapshot('friend-1')).toMatchObject({ fetching: true, url: snapshot.url });
  await pass();
  expect(new Set(told)).toEqual(new Set(['friend-1']));
  expect(others.map((friend) => cache.snapshot(friend))).toEqual(before);
  for (const [i, friend] of others.entries()) expect(cache.snapshot(friend)).toBe(before[i]);
});

test('a listener that throws does not keep the others from being told', async () => {
  const uncaught: unknown[] = [];
  const queue = globalThis.queueMicrotask;
  vi.stubGlobal('queueMicrotask', (task: () => void) =>
    queue(() => {
      try {
        task();
      } catch (error) {
        uncaught.push(error);
      }
    }),
  );
  const cache = loadCache(stores);
  const broken = new Error('broken listener');
  cache.subscribe('friend-1', undefined, () => {
    throw broken;
  });
  const told = vi.fn();
  cache.subscribe('friend-1', undefined, told);
  await expect(cache.resolve('friend-1')).resolves.toMatchObject({ layer: 'network' });
  expect(told).toHaveBeenCalled();
  expect(uncaught).toContain(broken);
});

test('a listener that left within the same change is not told', async () => {
  const cache = loadCache(stores);
  const told = vi.fn();
  let leave = nothing;
  cache.subscribe('friend-1', undefined, () => leave());
  leave = cache.subscribe('friend-1', undefined, told);
  await pass();
  expect(told).not.toHaveBeenCalled();
});

test('a computer that slept for hours asks again for what has run out', async () => {
  let asleep = 0;
  const cache = loadCache(stores, { now: () => Date.now() + asleep });
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  asleep = 8 * 60 * MINUTE;
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  expect(stores.backend.described).toHaveLength(2);
});

test('a clock that is far from the computer’s is used throughout', async () => {
  const cache = loadCache(stores, { now: () => Date.now() - 1_699_999_000_000 });
  cache.subscribe('friend-1', undefined, nothing);
  await pass();
  const { status, expiresAt } = cache.snapshot('friend-1');
  expect(status).toBe('ready');
  expect(expiresAt).toBeGreaterThan(1_000_000);
  expect(expiresAt).toBeLessThan(1_000_000 + 46 * MINUTE);
  cache.dispose();
  const next = loadCache(stores, { now: () => Date.now() - 1_699_999_000_000 });
  expect(next.snapshot('friend-1')).toMatchObject({ status: 'ready', layer: 'localStorage' });
});
