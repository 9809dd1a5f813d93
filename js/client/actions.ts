/** Actions that the store of a PictureCache understands; any other is passed through unchanged. */

export const INVALIDATE = 'profilePictures/invalidate';
export const PREFETCH = 'profilePictures/prefetch';
export const CLEAR = 'profilePictures/clear';

export interface InvalidateAction {
  type: typeof INVALIDATE;
  payload: { userId: string; hard?: boolean };
  [extra: string]: unknown;
}

export interface PrefetchAction {
  type: typeof PREFETCH;
  payload: { userIds: readonly string[] };
  [extra: string]: unknown;
}

export interface ClearAction {
  type: typeof CLEAR;
  [extra: string]: unknown;
}

/** Drops the user's picture from every layer and tab and fetches a fresh one for whoever shows it. */
export function invalidateProfilePicture(payload: { userId: string; hard?: boolean }): InvalidateAction {
  return { type: INVALIDATE, payload };
}

/** Looks these users' pictures up ahead of need. */
export function prefetchProfilePictures(userIds: readonly string[]): PrefetchAction {
  return { type: PREFETCH, payload: { userIds } };
}

/** Drops every picture of this account from every layer and tab. */
export function clearProfilePictures(): ClearAction {
  return { type: CLEAR };
}
