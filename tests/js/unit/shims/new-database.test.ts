import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { createIndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';

const NOW = Date.now();
const ADA = { account: '', userId: 'ada', variant: 128 } as const;

let name: string;

beforeEach(() => {
  name = uniqueName('database');
});

const open = (factory: IDBFactory = indexedDB) =>
  createIndexedDbShim({ name, now: () => NOW, factory: () => factory });

/** Databases that are created, and then take for ever to open. */
const neverOpen = {
  open: (...args: Parameters<IDBFactory['open']>) => {
    const request = indexedDB.open(...args);
    Object.defineProperty(request, 'onsuccess', { set: () => {} });
    return request;
  },
} as IDBFactory;

test('while the database is being created the first lookup finds nothing, without waiting for it', async () => {
  expect(await open(neverOpen).lookup([ADA], NOW)).toEqual([]);
});

test('a database that was there is waited for', async () => {
  const before = open();
  await before.keep([keepRequest({ userId: 'ada', fetchedAt: NOW, askedAt: NOW })]);
  before.close();
  expect(await open().lookup([ADA], NOW)).toHaveLength(1);
});

test('what was to be kept before the first lookup is waited for', async () => {
  const shim = open();
  const kept = shim.keep([keepRequest({ userId: 'ada', fetchedAt: NOW, askedAt: NOW })]);
  expect(await shim.lookup([ADA], NOW)).toHaveLength(1);
  await kept;
});

test('what another tab put into a database that this one created is found', async () => {
  const shim = open();
  await shim.open();
  await open().keep([keepRequest({ userId: 'ada', fetchedAt: NOW, askedAt: NOW })]);
  expect(await shim.lookup([ADA], NOW)).toHaveLength(1);
});
