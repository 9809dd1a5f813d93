import type { PictureKey } from '../../shared/keys.js';
import type { KeepRequest, StoredPicture } from '../../shared/stored-picture.js';
import type { PictureRow, RowKey, TombstoneRow } from './schema.js';

export function rowKey({ account, userId, variant }: PictureKey): RowKey {
  return [account, userId, variant];
}

export function tombstone(account: string, userId: string, at: number): TombstoneRow {
  return { account, userId, variant: 0, at };
}

/** Every picture of a user, without the tombstone. */
export function picturesOfUser(account: string, userId: string): IDBKeyRange {
  return IDBKeyRange.bound([account, userId, 1], [account, userId, Number.MAX_VALUE]);
}

/** Every row of an account but its own tombstone, which comes first. An array sorts after every string and number. */
export function rowsOfUsers(account: string): IDBKeyRange {
  return IDBKeyRange.bound([account, '', 0], [account, []], true);
}

/** The entry of one picture in the index 'details'. */
export function detailsOf(key: PictureKey): IDBKeyRange {
  return IDBKeyRange.bound(rowKey(key), [...rowKey(key), []]);
}

export function pictureRow(request: KeepRequest, bytes: ArrayBuffer): PictureRow {
  const { key, version, contentType, fetchedAt } = request;
  return { ...key, version, contentType, fetchedAt, size: bytes.byteLength, bytes };
}

/** The picture a row holds; null for anything else. A row may have been written by another release. */
export function storedPicture(row: unknown, key: PictureKey): StoredPicture | null {
  const { version, contentType, fetchedAt, bytes } = (row ?? {}) as Partial<PictureRow>;
  if (typeof version !== 'string' || typeof contentType !== 'string') return null;
  if (typeof fetchedAt !== 'number' || !isBuffer(bytes) || bytes.byteLength === 0) return null;
  return { key, version, contentType, fetchedAt, bytes };
}

/** By its tag, not its constructor: a buffer may come from another realm. */
function isBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}
