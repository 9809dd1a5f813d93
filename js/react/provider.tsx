import { createContext, type ReactElement, type ReactNode, useContext } from 'react';
import type { PictureCache } from '../client/types.js';

const CacheContext = createContext<PictureCache | null>(null);

export interface ProfilePictureProviderProps {
  /** The cache of every hook and component below. Make it outside of rendering: a new one starts empty. */
  cache: PictureCache;
  children?: ReactNode;
}

/** Gives the components below it their cache. Without a provider they share a default one. */
export function ProfilePictureProvider({ cache, children }: ProfilePictureProviderProps): ReactElement {
  return <CacheContext.Provider value={cache}>{children}</CacheContext.Provider>;
}

/** The cache of the nearest provider; null when there is none. */
export function useProvidedCache(): PictureCache | null {
  return useContext(CacheContext);
}
