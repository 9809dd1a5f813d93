/**
 * The browser's storages and the network as the client sees them: one interface a layer, one file an implementation. A shim
 * adds no policy. It may be missing (null) and it may fail; the lookup then goes on without it.
 */

import type { PictureKey } from '../shared/keys.js';
import type { KeepRequest, PageTime, StoredPicture } from '../shared/stored-picture.js';
import type { Variant } from '../shared/variants.js';

/** L1. Synchronous. No method throws. */
export interface LocalStorageShim {
  /** Null when absent or when the storage is blocked. */
  read(key: string): string | null;
  /** False when refused (quota, blocked). */
  write(key: string, value: string): boolean;
  remove(key: string): void;
  /** Every key with this prefix, and the bytes (UTF-16, two a unit) of key and value. */
  list(prefix: string): { key: string; bytes: number }[];
}

/**
 * L2 and L3. Every promise may reject with a LayerError. Calls are carried out in the order in which they were made.
 * `remove` and `clear` remember their time `at`: a keep with `askedAt < at` is refused, whenever it comes and from whichever tab.
 */
export interface BytesShim {
  /** The pictures that are there, in any order; one transaction or one message for the whole list. */
  lookup(keys: readonly PictureKey[], now: number): Promise<StoredPicture[]>;
  /**
   * All in one transaction or message. Resolves to the number refused (invalidated since, or nothing to renew). `time` is now;
   * default: the wall clock, for both.
   */
  keep(pictures: readonly KeepRequest[], time?: PageTime): Promise<number>;
  /**
   * Every variant of these users, or only what was fetched at `fetchedUpTo` (server clock) or earlier. Resolves when they are
   * gone. `at` (client clock) may be earlier than `time`: the layer could not be told before.
   */
  remove(
    account: string,
    userIds: readonly string[],
    at: number,
    fetchedUpTo?: number,
    time?: PageTime,
  ): Promise<void>;
  clear(account: string, at: number, time?: PageTime): Promise<void>;
}

export interface LayerUsage {
  entries: number;
  bytes: number;
}

/** What the backend or the object store said, or why there is no answer. Failures are values here. */
export type DescribeOutcome =
  | { ok: true; body: string }
  | { ok: false; failure: FailureName; retryAfterMs: number };

export type DownloadOutcome =
  | { ok: true; bytes: ArrayBuffer; contentType: string; version: string; uncacheable?: boolean }
  | { ok: false; failure: FailureName };

/** The names of cpp/core/base/names.h. */
export type FailureName =
  | 'none'
  | 'unreachable'
  | 'timeout'
  | 'server'
  | 'forbidden'
  | 'unauthorized'
  | 'badAnswer'
  | 'notAnImage'
  | 'tooLarge'
  | 'outdated';

/** How a download uses the HTTP cache: as its rules say, past it, or whatever it has, however old. */
export type DownloadCache = 'default' | 'reload' | 'force-cache';

/** L4. No promise rejects. An aborted call resolves to 'unreachable'. Time-outs are the caller's, through `signal`. */
export interface NetworkShim {
  /** One `POST {baseUrl}/batch`. */
  describe(userIds: readonly string[], variant: Variant, signal: AbortSignal): Promise<DescribeOutcome>;
  /**
   * Fetches the bytes in CORS mode without credentials and proves them: status 200, not opaque, an allowed raster type by content
   * type and magic bytes, more than 0 bytes, at most `maxPictureBytes`. `version` is the ETag without quotes, empty when it cannot
   * be read. 401 and 403 are 'forbidden'. `uncacheable`: the store lets no HTTP cache keep it. `cache`: see DownloadCache.
   */
  download(url: string, cache: DownloadCache, signal: AbortSignal): Promise<DownloadOutcome>;
  /** `PUT {baseUrl}/{userId}?size={variant}`; `body` is the new record of that variant. */
  upload(userId: string, variant: Variant, file: Blob, signal?: AbortSignal): Promise<DescribeOutcome>;
}
