import { createLocalStorageShim } from '../shims/local-storage.js';
import { ProfilePictureError } from './errors.js';
import { FirstLook } from './first-look.js';
import { createInertCache } from './inert-cache.js';
import { PagePictureCache } from './picture-cache.js';
import { readSettings, type Settings } from './settings.js';
import { StartingCache } from './starting-cache.js';
import type { PictureCache, PictureCacheOptions } from './types.js';

/**
 * Makes the cache of a page, synchronously: its first snapshot can already come from localStorage. WebAssembly starts with the first
 * call that needs it, or when what localStorage could show is painted. One cache for each account and page is enough; dispose() ends it.
 * On a server (no window) the cache knows nothing and asks nothing; so it is where the page
 * cannot run WebAssembly, which is said once at the console: placeholders are better than no page.
 *
 * @throws ProfilePictureError 'badOption' when an option is out of its range.
 */
export function createPictureCache(options: PictureCacheOptions = {}): PictureCache {
  const settings = readSettings(options);
  if (typeof window === 'undefined') return createInertCache();
  const { account, size, clock, layers } = settings;
  const look = new FirstLook(layers.localStorage ? createLocalStorageShim() : null, account, size, clock);
  return new StartingCache(() => start(settings), look);
}

function start(settings: Settings): PictureCache {
  try {
    return new PagePictureCache(settings);
  } catch (error) {
    if (!(error instanceof ProfilePictureError) || error.code !== 'noWebAssembly') throw error;
    console.error(error);
    return createInertCache(error);
  }
}
