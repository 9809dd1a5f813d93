import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIndexedDbShim, type IndexedDbShimOptions } from '../../../../js/shims/indexed-db.js';
import { pngBytes } from '../../support/image-bytes.js';
import { type KeepFields, keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.now();

let name: string;
/** What was put off until the page is idle. */
let idle: (() => void)[];

beforeEach(() => {
  name = uniqueName('database');
  idle = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const open = (options: IndexedDbShimOptions = {}) =>
  createIndexedDbShim({ name, now: () => NOW, whenIdle: (task) => idle.push(task), ...options });
const requests = (...pictures: KeepFields[]) =>
  pictures.map((fields) => keepRequest({ fetchedAt: NOW, askedAt: NOW, ...fields }));
const key = (userId: string) => ({ account: '', userId, variant: 128 as const });
const failWith = (error: string) => () => {
  throw new DOMException('made up', error);
};

/** Opens the same database without the shim, and never gives way. */
function openStubbornly(version: number): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A factory that notes every connection it opens. */
function noting(connections: IDBDatabase[]): IDBFactory {
  return {
    open: (...args: Parameters<IDBFactory['open']>) => {
      const request = indexedDB.open(...args);
      request.addEventListener('success', () => connections.push(request.result));
      return request;
    },
  } as IDBFactory;
}

describe('a database that cannot be had', () => {
  test.each([
    ['there is none', () => null],
    ['already reading the property throws', failWith('SecurityError')],
    ['opening throws', () => ({ open: failWith('SecurityError') }) as unknown as IDBFactory],
  ])('when %s, every call is rejected as unavailable', async (_, factory) => {
    const shim = open({ factory });
    const unavailable = { name: 'LayerError', layer: 'indexedDB', reason: 'unavailable' };
    await expect(shim.open()).rejects.toMatchObject(unavailable);
    await expect(shim.lookup([key('ada')], NOW)).rejects.toMatchObject(unavailable);
    await expect(shim.keep(requests({}))).rejects.toMatchObject(unavailable);
    await expect(shim.remove('', ['ada'], NOW)).rejects.toMatchObject(unavailable);
    await expect(shim.clear('', NOW)).rejects.toMatchObject(unavailable);
  });

  test('an opening that hangs is given up after its time, and tried again by the next call', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let hang = true;
    const hanging = { open: () => new IDBOpenDBRequest() } as unknown as IDBFactory;
    const shim = open({ factory: () => (hang ? hanging : indexedDB), openTimeoutMs: 3000 });
    const found = shim.lookup([key('ada')], NOW);
    const refused = expect(found).rejects.toMatchObject({ reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(3000);
    await refused;
    hang = false;
    expect(await shim.lookup([key('ada')], NOW)).toEqual([]);
  });

  test('a database that opens too late is used by the next call', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const connections: IDBDatabase[] = [];
    const factory = noting(connections);
    const stubborn = await openStubbornly(1);
    indexedDB.deleteDatabase(name);
    const shim = open({ factory: () => factory, openTimeoutMs: 3000 });
    const refused = expect(shim.open()).rejects.toMatchObject({ reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(3000);
    await refused;
    stubborn.close();
    await vi.waitFor(() => expect(connections).toHaveLength(1));
    await shim.open();
    expect(connections).toHaveLength(1);
  });

  test('a database of a newer release is unavailable, and stays as it is', async () => {
    (await openStubbornly(7)).close();
    await expect(open().open()).rejects.toMatchObject({ reason: 'unavailable' });
    const database = await openStubbornly(7);
    expect(database.version).toBe(7);
    database.close();
  });
});

describe('a connection that is lost', () => {
  test('one that the browser ends is opened again by the next call', async () => {
    const connections: IDBDatabase[] = [];
    const factory = noting(connections);
    const shim = open({ factory: () => factory });
    await shim.keep(requests({}));
    const ended = new Promise((resolve) => connections[0]?.addEventListener('close', resolve));
    forceCloseDatabase(connections[0] as unknown as Parameters<typeof forceCloseDatabase>[0]);
    await ended;
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    expect(await shim.lookup([key('ada')], NOW)).toHaveLength(1);
    expect(transaction).toHaveBeenCalledTimes(1);
    expect(connections).toHaveLength(2);
  });

  test('one that was closed without a word is opened again once, within the call', async () => {
    const connections: IDBDatabase[] = [];
    const factory = noting(connections);
    const shim = open({ factory: () => factory });
    await shim.keep(requests({}));
    connections[0]?.close();
    expect(await shim.lookup([key('ada')], NOW)).toHaveLength(1);
    expect(connections).toHaveLength(2);
  });

  test('a call that is lost twice is rejected', async () => {
    const shim = open();
    await shim.open();
    const transaction = vi
      .spyOn(IDBDatabase.prototype, 'transaction')
      .mockImplementation(failWith('UnknownError'));
    await expect(shim.lookup([key('ada')], NOW)).rejects.toMatchObject({ reason: 'failed' });
    expect(transaction).toHaveBeenCalledTimes(2);
  });

  test('a transaction that gives no answer is given up after its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const shim = open({ operationTimeoutMs: 10_000 });
    await shim.open();
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => new IDBRequest());
    const refused = expect(shim.lookup([key('ada')], NOW)).rejects.toMatchObject({ reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
  });

  test('another tab may upgrade the database: the connection gives way', async () => {
    const shim = open();
    await shim.keep(requests({}));
    const upgraded = await openStubbornly(2);
    expect(upgraded.version).toBe(2);
    await expect(shim.lookup([key('ada')], NOW)).rejects.toMatchObject({ reason: 'unavailable' });
    upgraded.close();
  });

  test('another tab may delete the database, and the next call makes a new one', async () => {
    const shim = open();
    await shim.keep(requests({}));
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onblocked = reject;
    });
    expect(await shim.lookup([key('ada')], NOW)).toEqual([]);
    expect(await shim.keep(requests({}))).toBe(0);
  });

  test('a shim that was closed opens again', async () => {
    const shim = open();
    await shim.keep(requests({}));
    shim.close();
    expect(await shim.lookup([key('ada')], NOW)).toHaveLength(1);
  });
});

describe('an upgrade that another tab holds up', () => {
  test('is rejected as blocked, with what to do, and used once it went through', async () => {
    const stubborn = await openStubbornly(1);
    const { Connection } = await import('../../../../js/shims/indexed-db/connection.js');
    const connection = new Connection({
      factory: () => indexedDB,
      name,
      version: 2,
      upgrade: () => {},
      openTimeoutMs: 3000,
      operationTimeoutMs: 3000,
    });
    await expect(connection.open()).rejects.toMatchObject({
      reason: 'blocked',
      message: /close or reload that tab/,
    });
    stubborn.close();
    await connection.open();
    connection.close();
  });
});

describe('transactions', () => {
  test('a list is looked up in one, and kept in one', async () => {
    const shim = open();
    await shim.open();
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    await shim.keep(requests(...users.map((userId) => ({ userId }))));
    expect(transaction).toHaveBeenCalledTimes(1);
    await shim.lookup(users.map(key), NOW);
    expect(transaction).toHaveBeenCalledTimes(2);
  });

  test('the bytes of a picture are not read to keep, remove, trim or measure', async () => {
    const shim = open({ maxEntries: 1 });
    await shim.keep(requests({ userId: 'ada' }, { userId: 'bob' }));
    const get = vi.spyOn(IDBObjectStore.prototype, 'get');
    const getAll = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    const openCursor = vi.spyOn(IDBObjectStore.prototype, 'openCursor');
    await shim.keep(requests({ userId: 'ada', version: 'v2' }));
    await shim.remove('', ['ada'], NOW);
    expect(await shim.usage()).toEqual({ entries: 1, bytes: 64 });
    idle.shift()?.();
    await shim.usage();
    const read = get.mock.calls.map(([at]) => (at as unknown[])[2]);
    expect(read.every((variant) => variant === 0)).toBe(true);
    expect(getAll).not.toHaveBeenCalled();
    expect(openCursor).not.toHaveBeenCalled();
  });

  test('when one picture cannot be stored, none of its batch is', async () => {
    const shim = open();
    const bad = { ...keepRequest({ userId: 'bad' }), contentType: (() => {}) as unknown as string };
    await expect(shim.keep([...requests({ userId: 'ada' }), bad])).rejects.toMatchObject({
      reason: 'failed',
    });
    expect(await shim.lookup([key('ada')], NOW)).toEqual([]);
  });

  test.each<[string, object]>([
    ['no bytes', {}],
    ['bytes of another kind', { bytes: 'text' }],
    ['no bytes left', { bytes: new ArrayBuffer(0) }],
    ['no version', { bytes: pngBytes(), version: undefined }],
    ['a time that is no number', { bytes: pngBytes(), fetchedAt: 'yesterday' }],
  ])('a row with %s is not found', async (_, change) => {
    const shim = open();
    await shim.open();
    const database = await openStubbornly(1);
    const row = {
      ...key('ada'),
      version: 'v1',
      contentType: 'image/png',
      fetchedAt: NOW,
      size: 64,
      ...change,
    };
    const transaction = database.transaction('pictures', 'readwrite');
    transaction.objectStore('pictures').put(row);
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
    expect(await shim.lookup([key('ada')], NOW)).toEqual([]);
  });
});

describe('trimming', () => {
  const tidy = async (shim: ReturnType<typeof open>): Promise<void> => {
    while (idle.length > 0) {
      idle.shift()?.();
      await shim.usage();
      await shim.usage();
    }
  };
  const left = async (shim: ReturnType<typeof open>, users: string[]): Promise<string[]> =>
    (await shim.lookup(users.map(key), NOW)).map((picture) => picture.key.userId);

  test('waits until the page is idle', async () => {
    const shim = open({ maxEntries: 1 });
    await shim.keep(requests({ userId: 'ada' }, { userId: 'bob' }));
    expect((await shim.usage()).entries).toBe(2);
    expect(idle).toHaveLength(1);
    idle.shift()?.();
    await vi.waitFor(async () => expect((await shim.usage()).entries).toBe(1));
  });

  test('over the budget of entries the oldest go', async () => {
    const shim = open({ maxEntries: 2 });
    const users = ['c', 'a', 'b'];
    await shim.keep(requests(...users.map((userId, i) => ({ userId, fetchedAt: NOW - i }))));
    idle.shift()?.();
    await vi.waitFor(async () => expect(await left(shim, users)).toEqual(['c', 'a']));
  });

  test('over the budget of bytes the oldest go', async () => {
    const shim = open({ maxBytes: 250 });
    const users = ['a', 'b', 'c'];
    await shim.keep(
      requests(...users.map((userId, i) => ({ userId, fetchedAt: NOW - i, bytes: pngBytes(100) }))),
    );
    idle.shift()?.();
    await vi.waitFor(async () => expect(await left(shim, users)).toEqual(['a', 'b']));
  });

  test('what is older than 7 days goes', async () => {
    const shim = open();
    await shim.keep(requests({ userId: 'old', fetchedAt: NOW - 7 * DAY }, { userId: 'ada' }));
    idle.shift()?.();
    await vi.waitFor(async () => expect(await shim.usage()).toEqual({ entries: 1, bytes: 64 }));
  });

  test('a page whose clock is days ahead loses nothing', async () => {
    const shim = open({ maxEntries: 2 });
    const pictures = requests(...['a', 'b', 'c'].map((userId) => ({ userId })));
    await shim.keep(pictures, { client: NOW + 30 * DAY, server: NOW });
    idle.shift()?.();
    await vi.waitFor(async () => expect((await shim.usage()).entries).toBe(2));
  });

  test('is not due again before the budget is used up', async () => {
    const shim = open({ maxEntries: 10 });
    await shim.keep(requests({ userId: 'first' }));
    await tidy(shim);
    for (let i = 0; i < 9; i++) await shim.keep(requests({ userId: `user-${i}` }));
    expect(idle).toHaveLength(0);
    await shim.keep(requests({ userId: 'one too many' }));
    expect(idle).toHaveLength(1);
    idle.shift()?.();
    await vi.waitFor(async () => expect((await shim.usage()).entries).toBe(9));
  });

  test('the time of an invalidation is forgotten after a day', async () => {
    const shim = open();
    await shim.remove('', ['old'], NOW - DAY - 1);
    await shim.remove('', ['recent'], NOW - DAY + 1000);
    await shim.keep(requests({ userId: 'ada' }));
    await tidy(shim);
    await vi.waitFor(async () =>
      expect(await shim.keep(requests({ userId: 'old', askedAt: NOW - DAY - 2 }))).toBe(0),
    );
    expect(await shim.keep(requests({ userId: 'recent', askedAt: NOW - DAY }))).toBe(1);
  });

  test('a failure of it is nobody’s', async () => {
    const shim = open({ maxEntries: 1 });
    await shim.keep(requests({ userId: 'ada' }, { userId: 'bob' }));
    vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(failWith('UnknownError'));
    await tidy(shim);
    expect(await left(shim, ['ada', 'bob'])).toEqual(['ada', 'bob']);
  });
});
