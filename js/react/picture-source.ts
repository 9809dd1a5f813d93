import type { PictureCache, PictureSnapshot } from '../client/types.js';
import type { Variant } from '../shared/variants.js';
import { defaultCache } from './default-cache.js';

/** One picture of one cache as one mounted component sees it: what to subscribe to, and what to read. */
export interface PictureSource {
  subscribe(listener: () => void): () => void;
  /** The same function each time. The browser's only: on a server it reads what readOnServer() does. */
  readonly read: () => PictureSnapshot;
  /** From then on a picture that is idle is one that nobody asks for (after clear()). */
  isSubscribed(): boolean;
  /** What server-rendered HTML shows, and so the first render that takes it over. */
  readOnServer(): PictureSnapshot;
  /** The URL that this component could not show; null when there was none. */
  readBrokenUrl(): string | null;
  reportBroken(url: string): void;
  refetch(): void;
  holdUrl(url: string): () => void;
}

function idleSnapshot(userId: string): PictureSnapshot {
  return {
    userId,
    status: 'idle',
    url: null,
    layer: null,
    stale: false,
    fetching: false,
    version: null,
    bytes: 0,
    expiresAt: null,
    error: null,
  };
}

const NOBODY = idleSnapshot('');
const nothing = (): void => {};
const noUrl = (): null => null;

/** The source of a component that has no user yet. It asks for nothing. */
const EMPTY_SOURCE: PictureSource = {
  subscribe: () => nothing,
  read: () => NOBODY,
  isSubscribed: () => false,
  readOnServer: () => NOBODY,
  readBrokenUrl: noUrl,
  reportBroken: nothing,
  refetch: nothing,
  holdUrl: () => nothing,
};

/**
 * Shares one subscription among the listeners of a component. The last one to leave ends it at the end of the tick: StrictMode
 * unmounts and mounts every effect once more in the same tick, which would count as a second request otherwise.
 */
function shareSubscription(open: (listener: () => void) => () => void) {
  const listeners = new Set<() => void>();
  let close: (() => void) | null = null;
  const notify = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const closeIfUnused = (): void => {
    if (listeners.size > 0) return;
    close?.();
    close = null;
  };
  const subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener();
    listeners.add(entry);
    close ??= open(notify);
    return () => {
      if (listeners.delete(entry) && listeners.size === 0) queueMicrotask(closeIfUnused);
    };
  };
  return { subscribe, notify, isOpen: () => close !== null };
}

/** `cache`: null is the default cache, which is made when it is first needed; on a server never. */
export function createPictureSource(
  cache: PictureCache | null,
  userId: string | null,
  size: Variant | undefined,
): PictureSource {
  if (userId === null) return EMPTY_SOURCE;
  const use = (): PictureCache => cache ?? defaultCache();
  const { subscribe, notify, isOpen } = shareSubscription((listener) =>
    use().subscribe(userId, size, listener),
  );
  const onServer = idleSnapshot(userId);
  let brokenUrl: string | null = null;
  let reader: (() => PictureSnapshot) | null = null;
  return {
    subscribe,
    isSubscribed: isOpen,
    get read() {
      reader ??= typeof window === 'undefined' ? this.readOnServer : use().reader(userId, size);
      return reader;
    },
    readOnServer: () => onServer,
    readBrokenUrl: () => brokenUrl,
    reportBroken(url) {
      brokenUrl = url;
      use().reportBroken(userId, size, url);
      notify();
    },
    refetch: () => use().refetch(userId, size),
    holdUrl: (url) => use().holdUrl(url),
  };
}
