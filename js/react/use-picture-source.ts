import { useMemo, useSyncExternalStore } from 'react';
import type { PictureSnapshot } from '../client/types.js';
import type { Variant } from '../shared/variants.js';
import { createPictureSource, type PictureSource } from './picture-source.js';
import { useProvidedCache } from './provider.js';
import { useLayoutEffectInBrowser } from './use-layout-effect-in-browser.js';

/** Subscribes the component to one picture, and keeps the picture's object URL alive while it is mounted. */
export function usePictureSource(
  userId: string | null | undefined,
  size: Variant | undefined,
): { source: PictureSource; snapshot: PictureSnapshot } {
  const cache = useProvidedCache();
  const source = useMemo(() => createPictureSource(cache, userId ?? null, size), [cache, userId, size]);
  const snapshot = useSyncExternalStore(source.subscribe, source.read, source.readOnServer);
  // useSyncExternalStore() subscribes after the browser has painted; to ask for the picture can begin before.
  useLayoutEffectInBrowser(() => source.subscribe(() => {}), [source]);
  const { url } = snapshot;
  useLayoutEffectInBrowser(() => (url === null ? undefined : source.holdUrl(url)), [source, url]);
  return { source, snapshot };
}
