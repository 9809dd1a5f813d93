import { createPictureCache } from '../client/create-picture-cache.js';
import type { PictureCache } from '../client/types.js';

let cache: PictureCache | null = null;

/** The cache of hooks and components without a provider: made with the default options at its first use, once a page. */
export function defaultCache(): PictureCache {
  cache ??= createPictureCache();
  return cache;
}
