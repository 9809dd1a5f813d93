import { createPictureCache } from 'profile-picture-cache';
import { createCountedFetch, type NetworkCounts } from './counted-fetch';
import { createClock, isOffline } from './demo-state';
import { viewer } from './people';

export interface DemoCache {
  cache: ReturnType<typeof createPictureCache>;
  network: NetworkCounts;
}

/** The page's cache, on the demo's clock and network. */
export function createDemoCache(): DemoCache {
  const { fetch, counts } = createCountedFetch(isOffline);
  const cache = createPictureCache({
    account: viewer.id,
    serviceWorker: '/sw.js',
    now: createClock(),
    fetch,
  });
  return { cache, network: counts };
}
