import type { StoredPicture } from '../../../js/shared/stored-picture.js';
import type { BytesShim } from '../../../js/shims/types.js';
import { MemoryBytesLayer } from '../doubles/memory-bytes-layer.js';
import { pngBytes } from './image-bytes.js';
import { MINUTE, START } from './page-cache.js';

/** A picture as a layer holds it, fetched a minute before virtual time began. */
export function stored(userId: string, change: Partial<StoredPicture> = {}): StoredPicture {
  const key = { account: '', userId, variant: 128 as const };
  return {
    key,
    version: 'v1',
    contentType: 'image/png',
    fetchedAt: START - MINUTE,
    bytes: pngBytes(),
    ...change,
  };
}

/** A layer that answers every lookup with this. */
export function answering(found: unknown): BytesShim {
  const layer = new MemoryBytesLayer();
  return {
    lookup: async () => found as StoredPicture[],
    keep: (pictures) => layer.keep(pictures),
    remove: (account, userIds, at) => layer.remove(account, userIds, at),
    clear: (account, at) => layer.clear(account, at),
  };
}

/** A layer of which every call does this. */
export function broken(how: () => Promise<never>): BytesShim {
  return { lookup: how, keep: how, remove: how, clear: how };
}
