import { ProfilePictureError } from './errors.js';
import { createInertCache } from './inert-cache.js';
import { PagePictureCache } from './picture-cache.js';
import { readSettings } from './settings.js';
import type { PictureCache, PictureCacheOptions } from './types.js';

/**
 * Makes the cache of a page, synchronously: its first snapshot can already come from localStorage. One cache for each account and
 * page is enough; dispose() ends it. On a server (no window) the cache knows nothing and asks nothing; so it is where the page
 * cannot run WebAssembly, which is said once at the console: placeholders are better than no page.
 *
 * @throws ProfilePictureError 'badOption' when an option is out of its range.
 */
export function createPictureCache(options: PictureCacheOptions = {}): PictureCache {
  const settings = readSettings(options);
  if (typeof window === 'undefined') return createInertCache();
  try {
    return new PagePictureCache(settings);
  } catch (error) {
    if (!(error instanceof ProfilePictureError) || error.code !== 'noWebAssembly') throw error;
    console.error(error);
    return createInertCache(error);
  }
}
