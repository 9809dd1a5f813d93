import type { LayerName } from '../client/types.js';

/** One hue from fast to slow, and another for the network, which is the one to avoid. */
export const LAYER_COLOURS: Record<LayerName, string> = {
  redux: '#0d9488',
  localStorage: '#0284c7',
  indexedDB: '#6366f1',
  serviceWorker: '#a855f7',
  network: '#f59e0b',
};
