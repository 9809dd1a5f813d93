/**
 * What a page and the service worker say to each other. Each request carries a MessagePort for its reply. A worker answers
 * every version of the protocol that it knows, because an old page may talk to a new worker and the other way round.
 */

import type { PictureKey } from './keys.js';
import type { KeepRequest, PageTime, StoredPicture } from './stored-picture.js';

export const PROTOCOL = 1;

export type WorkerRequest =
  | { type: 'lookup'; keys: PictureKey[]; now: number }
  | { type: 'keep'; pictures: KeepRequest[]; time?: PageTime | undefined }
  | {
      type: 'remove';
      account: string;
      userIds: string[];
      at: number;
      fetchedUpTo?: number | undefined;
      time?: PageTime | undefined;
    }
  | { type: 'clear'; account: string; at: number; time?: PageTime | undefined }
  | { type: 'statistics' };

export interface WorkerStatistics {
  /** Lookups and image requests answered from the cache, and those it could not answer. */
  hits: number;
  misses: number;
  /** Requests that joined a fetch under way. */
  joined: number;
  entries: number;
  bytes: number;
  /** Entries trimmed by count, bytes or age. */
  trimmed: number;
}

export type WorkerReply =
  | { type: 'found'; pictures: StoredPicture[] }
  | { type: 'done'; refused: number }
  | { type: 'statistics'; statistics: WorkerStatistics }
  | { type: 'failed'; reason: string };

/** On the wire; anything else is not ours and is ignored. */
export interface Envelope<Body> {
  profilePictureCache: typeof PROTOCOL;
  body: Body;
}
