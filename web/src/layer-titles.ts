import type { LayerName } from 'profile-picture-cache';

/** How the layers are called on the page: by the words of the API. */
export const LAYER_TITLES: Record<LayerName, string> = {
  redux: 'the store',
  localStorage: 'localStorage',
  indexedDB: 'IndexedDB',
  serviceWorker: 'the service worker',
  network: 'the network',
};
