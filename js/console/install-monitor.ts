import type { CacheMonitor } from '../client/types.js';

const NAME = 'cacheMonitor';

type Read = () => CacheMonitor;

const installed: Read[] = [];

/** What the page itself assigns replaces the monitor, as it would any other property. */
function assign(value: unknown): void {
  Object.defineProperty(window, NAME, { value, writable: true, configurable: true, enumerable: true });
}

function show(read: Read | undefined): void {
  if (read === undefined) Reflect.deleteProperty(window, NAME);
  else
    Reflect.defineProperty(window, NAME, { get: read, set: assign, configurable: true, enumerable: false });
}

/**
 * Puts a cache's monitor at `window.cacheMonitor`, where `read` gives it when it is looked at; returns how it goes away. With several
 * caches the newest that is still there is shown. Something else that a page put in its place, or has of that name, is left alone. Does
 * nothing where there is no window.
 */
export function installMonitor(read: Read): () => void {
  if (typeof window === 'undefined') return () => {};
  installed.push(read);
  show(read);
  return () => {
    const at = installed.indexOf(read);
    if (at < 0) return;
    installed.splice(at, 1);
    if (Object.getOwnPropertyDescriptor(window, NAME)?.get === read) show(installed.at(-1));
  };
}
