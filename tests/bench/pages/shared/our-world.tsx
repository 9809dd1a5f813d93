import {
  createPictureCache,
  type PictureCache,
  ProfilePictureProvider,
  useProfilePicture,
} from 'profile-picture-cache';
import React from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { answeringFetch } from './pictures.js';

/** A cache in memory alone, with room for `entries` pictures. */
export function createMemoryCache(entries: number): PictureCache {
  return createPictureCache({
    fetch: answeringFetch,
    limits: { storeEntries: entries, storeBytes: 2 ** 40 },
    layers: { localStorage: false, indexedDB: false, serviceWorker: false },
  });
}

/** A cache that holds a picture of each of these users, all asked for through the public API. */
export async function filledCache(ids: readonly string[], entries = ids.length): Promise<PictureCache> {
  const cache = createMemoryCache(entries);
  for (let at = 0; at < ids.length; at += 2000) await cache.prefetch(ids.slice(at, at + 2000));
  return cache;
}

/**
 * Mounts a component with the hook for each of these users, and gives the functions that the hook has React read its
 * snapshots with, in the same order.
 */
export function mountReaders(cache: PictureCache, ids: readonly string[]): (() => unknown)[] {
  const reads: (() => unknown)[] = [];
  const real = React.useSyncExternalStore;
  React.useSyncExternalStore = ((subscribe, read, readOnServer) => {
    reads.push(read);
    return real(subscribe, read, readOnServer);
  }) as typeof real;
  const Reader = ({ userId }: { userId: string }): null => {
    useProfilePicture(userId);
    return null;
  };
  const root = createRoot(document.createElement('div'));
  flushSync(() =>
    root.render(
      <ProfilePictureProvider cache={cache}>
        {ids.map((userId) => (
          <Reader key={userId} userId={userId} />
        ))}
      </ProfilePictureProvider>,
    ),
  );
  React.useSyncExternalStore = real;
  return reads;
}
