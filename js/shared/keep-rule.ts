import { isFuture } from './lifetimes.js';
import type { KeepRequest, PageTime } from './stored-picture.js';

/** What a layer knows of the picture that it has under the same key. */
export interface Present {
  version: string;
  fetchedAt: number;
}

/** 'refuse'; 'renew' the time only; 'put' the bytes; 'nothing', when what is there is the same and as fresh. */
export type KeepVerdict = 'refuse' | 'renew' | 'put' | 'nothing';

/**
 * What to do with a picture to be kept, in every layer. Refused: its user was invalidated after it was asked for, it is
 * empty, there is nothing to renew, or a later answer of another version is there already. An invalidation or an answer of
 * the future is none: the clock was ahead when it was noted. `droppedAt`: of the user and of the whole account.
 */
export function judgeKeep(
  request: KeepRequest,
  droppedAt: readonly number[],
  present: Present | null,
  time: PageTime,
): KeepVerdict {
  const dropped = droppedAt.some((at) => request.askedAt < at && !isFuture(at, time.client));
  if (dropped || !Number.isFinite(request.fetchedAt) || request.bytes?.byteLength === 0) return 'refuse';
  const same = present !== null && present.version === request.version;
  const presentAt =
    present === null || isFuture(present.fetchedAt, time.server)
      ? Number.NEGATIVE_INFINITY
      : present.fetchedAt;
  if (same && presentAt >= request.fetchedAt) return 'nothing';
  if (request.bytes === undefined) return same ? 'renew' : 'refuse';
  return !same && presentAt > request.fetchedAt ? 'refuse' : 'put';
}

/** True for a picture to remove where only those fetched at `fetchedUpTo` or earlier are: one of the future is of any age. */
export function isRemoved(fetchedAt: number, fetchedUpTo: number, time: PageTime): boolean {
  return fetchedAt <= fetchedUpTo || isFuture(fetchedAt, time.server);
}
