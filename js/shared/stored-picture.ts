import type { PictureKey } from './keys.js';

/** A picture as L2 and L3 hold it: bytes that were proved to be an image, and whose version they are. */
export interface StoredPicture {
  key: PictureKey;
  /** The object's ETag, without quotes. */
  version: string;
  contentType: string;
  /** Server clock, milliseconds since the epoch: when the backend last confirmed this version. */
  fetchedAt: number;
  bytes: ArrayBuffer;
}

/** What a layer is asked to keep. */
export interface KeepRequest {
  key: PictureKey;
  version: string;
  contentType: string;
  fetchedAt: number;
  /** Client clock: refused when the user was invalidated after this. */
  askedAt: number;
  /** Absent: the layer has the bytes of this version already and only renews `fetchedAt`. */
  bytes?: ArrayBuffer;
}

/** The time of a call, on the page's own clock and, as far as it is known, on the server's. Milliseconds since the epoch. */
export interface PageTime {
  client: number;
  server: number;
}

/** For a caller that does not know the server's clock. */
export function wallTime(now: () => number = Date.now): PageTime {
  return { client: now(), server: now() };
}
