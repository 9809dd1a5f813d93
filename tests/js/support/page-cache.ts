import { vi } from 'vitest';
import type { Shims } from '../../../js/client/layers.js';
import { PagePictureCache } from '../../../js/client/picture-cache.js';
import { readSettings } from '../../../js/client/settings.js';
import type { PictureCacheOptions } from '../../../js/client/types.js';
import type { IndexedDbShim } from '../../../js/shims/indexed-db.js';
import { createLocalStorageShim } from '../../../js/shims/local-storage.js';
import type { BytesShim } from '../../../js/shims/types.js';
import { MemoryBackend } from '../doubles/memory-backend.js';
import { MemoryBytesLayer } from '../doubles/memory-bytes-layer.js';
import { MemoryStorage } from '../doubles/memory-storage.js';
import { MemoryWorker } from '../doubles/memory-worker.js';

/** Where virtual time begins. */
export const START = 1_700_000_000_000;
export const MINUTE = 60_000;

/** As much of a page as the cache looks at, and virtual time. */
export function openPage(): void {
  vi.useFakeTimers({ now: START });
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', document);
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal('requestIdleCallback', (task: () => void) => setTimeout(task, 0));
  vi.stubGlobal('cancelIdleCallback', (idle: number) => clearTimeout(idle));
}

const opened = new Set<PagePictureCache>();

export function closePage(): void {
  for (const cache of opened) cache.dispose();
  opened.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
}

export function setVisible(visible: boolean): void {
  Object.assign(document, { visibilityState: visible ? 'visible' : 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** What stays when a page is loaded anew. */
export interface Stores {
  storage: MemoryStorage;
  database: MemoryBytesLayer;
  worker: MemoryWorker;
  backend: MemoryBackend;
}

export function newStores(): Stores {
  return {
    storage: new MemoryStorage(),
    database: new MemoryBytesLayer(),
    worker: new MemoryWorker(),
    backend: new MemoryBackend(Date.now),
  };
}

/** An IndexedDB shim over any bytes layer. */
export function asDatabase(layer: BytesShim, open: () => Promise<void> = async () => {}): IndexedDbShim {
  return {
    open,
    lookup: (keys, now) => layer.lookup(keys, now),
    keep: (pictures, time) => layer.keep(pictures, time),
    remove: (...removal) => layer.remove(...removal),
    clear: (...clear) => layer.clear(...clear),
    usage: async () => ({ entries: 0, bytes: 0 }),
    close: () => {},
  };
}

/** A cache as a freshly loaded page has it, over these stores. It is disposed of by closePage(). */
export function loadCache(
  stores: Stores,
  options: PictureCacheOptions = {},
  shims: Partial<Shims> = {},
): PagePictureCache {
  const cache = new PagePictureCache(readSettings(options), {
    localStorage: createLocalStorageShim({ storage: () => stores.storage }),
    indexedDB: asDatabase(stores.database),
    serviceWorker: { shim: stores.worker, url: '/sw.js' },
    network: stores.backend.network,
    encodePreview: null,
    loadImage: null,
    ...shims,
  });
  opened.add(cache);
  return cache;
}

/** Lets everything happen that needs no more than `ms` milliseconds. */
export async function pass(ms = 100): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** The outcome once virtual time has gone on; the error when it was rejected. */
export async function outcome<Value>(promise: Promise<Value>, ms = 100): Promise<Value | Error> {
  const settled = promise.catch((error: Error) => error);
  await pass(ms);
  return settled;
}
