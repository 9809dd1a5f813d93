import { useMemo } from 'react';
import type { LayerName, PictureStatus, ProfilePictureError } from '../client/types.js';
import type { Variant } from '../shared/variants.js';
import { usePictureSource } from './use-picture-source.js';

export interface UseProfilePictureOptions {
  /** Variant in pixels; default: the cache's `size`. */
  size?: Variant | undefined;
}

/** What a component knows of one user's picture. The same object as long as nothing changed. */
export interface ProfilePicture {
  /** For an `<img crossorigin="anonymous">`; null while there is nothing to show. Stays valid while the component is mounted. */
  url: string | null;
  /**
   * There is a user, but no answer yet. False while a picture is shown, even if a fresh one is on its way, and after the cache's
   * clear(), which asks for nothing.
   */
  loading: boolean;
  /** Why the last attempt failed; a picture may be shown all the same. */
  error: ProfilePictureError | null;
  /** Asks the backend again; the picture stays shown meanwhile. The same function as long as user, size and cache are the same. */
  refetch: () => void;
  /** The layer that answered; null before an answer. */
  layer: LayerName | null;
  /** Shown, but known or suspected to be old. */
  stale: boolean;
  /** The object's ETag; null when unknown. */
  version: string | null;
  /** 'missing': this user has no picture. 'idle': nothing was asked, or the cache was cleared since. */
  status: PictureStatus;
  /** For the `onError` of an `<img>` that shows `url`: has it signed or fetched anew. */
  reportBroken: () => void;
}

/**
 * A user's picture from the cache, looked up when no layer in memory has it, and followed as long as the component is mounted.
 * Without a user id nothing is asked, and `status` is 'idle'.
 */
export function useProfilePicture(
  userId: string | null | undefined,
  options: UseProfilePictureOptions = {},
): ProfilePicture {
  const { source, snapshot } = usePictureSource(userId, options.size);
  const hasUser = userId !== null && userId !== undefined;
  return useMemo(() => {
    const { url, error, layer, stale, version, status } = snapshot;
    const loading = status === 'loading' || (hasUser && status === 'idle' && !source.isSubscribed());
    const reportBroken = (): void => {
      if (url !== null) source.reportBroken(url);
    };
    return { url, loading, error, refetch: source.refetch, layer, stale, version, status, reportBroken };
  }, [source, snapshot, hasUser]);
}
