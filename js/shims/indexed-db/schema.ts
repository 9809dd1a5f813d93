export const DATABASE_NAME = 'profile-picture-cache';
export const DATABASE_VERSION = 1;
export const STORE = 'pictures';

/**
 * [account, userId, variant]. Variant 0 is not a picture but the time of an invalidation: of one user, or with an empty
 * userId (no user has one) of the whole account.
 */
export type RowKey = [account: string, userId: string, variant: number];

/** A picture. An ArrayBuffer, not a Blob: private windows of Safari refuse Blobs (WebKit bug 156347). */
export interface PictureRow {
  account: string;
  userId: string;
  variant: number;
  version: string;
  contentType: string;
  fetchedAt: number;
  size: number;
  bytes: ArrayBuffer;
}

export interface TombstoneRow {
  account: string;
  userId: string;
  variant: 0;
  at: number;
}

/** Key of the index 'details': all that keep and trim must know of a picture, readable without its bytes. */
export type Details = [
  account: string,
  userId: string,
  variant: number,
  version: string,
  fetchedAt: number,
  size: number,
];

/** Only pictures have all parts of 'details' and only tombstones have `at`, so each index holds one kind of row. */
export function upgrade(database: IDBDatabase): void {
  const store = database.createObjectStore(STORE, { keyPath: ['account', 'userId', 'variant'] });
  store.createIndex('details', ['account', 'userId', 'variant', 'version', 'fetchedAt', 'size']);
  store.createIndex('tombstones', 'at');
}
