import type { KeepRequest } from './stored-picture.js';

/** What a layer knows of the picture that it has under the same key. */
export interface Present {
  version: string;
  fetchedAt: number;
}

/** 'refuse'; 'renew' the time only; 'put' the bytes; 'nothing', when what is there is the same and as fresh. */
export type KeepVerdict = 'refuse' | 'renew' | 'put' | 'nothing';

/**
 * What to do with a picture to be kept, in every layer. Refused: its user was invalidated after it was asked for, it is
 * empty, there is nothing to renew, or a later answer of another version is there already.
 */
export function judgeKeep(request: KeepRequest, droppedAt: number, present: Present | null): KeepVerdict {
  if (request.askedAt < droppedAt || !Number.isFinite(request.fetchedAt)) return 'refuse';
  if (request.bytes?.byteLength === 0) return 'refuse';
  const same = present !== null && present.version === request.version;
  if (same && present.fetchedAt >= request.fetchedAt) return 'nothing';
  if (request.bytes === undefined) return same ? 'renew' : 'refuse';
  return present !== null && !same && present.fetchedAt > request.fetchedAt ? 'refuse' : 'put';
}
