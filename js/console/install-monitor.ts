import type { CacheMonitor } from '../client/types.js';

const installed: CacheMonitor[] = [];

function show(monitor: CacheMonitor | undefined): void {
  if (monitor === undefined) Reflect.deleteProperty(window, 'cacheMonitor');
  else window.cacheMonitor = monitor;
}

/**
 * Puts a cache's monitor at `window.cacheMonitor`; returns how it goes away. With several caches the newest that is still there is shown.
 * Something else that a page put in its place is left alone. Does nothing where there is no window.
 */
export function installMonitor(monitor: CacheMonitor): () => void {
  if (typeof window === 'undefined') return () => {};
  installed.push(monitor);
  show(monitor);
  return () => {
    const at = installed.indexOf(monitor);
    if (at < 0) return;
    installed.splice(at, 1);
    if (window.cacheMonitor === monitor) show(installed.at(-1));
  };
}
