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
const NOBODY_ON_SERVER = idleSnapshot('');
const nothing = (): void => {};

/** The source of a component that has no user yet. It asks for nothing. */
const EMPTY_SOURCE: PictureSource = {
  subscribe: () => nothing,
  read: () => NOBODY,
  isSubscribed: () => false,
  readOnServer: () => NOBODY_ON_SERVER,
  reportBroken: nothing,
  refetch: nothing,
  holdUrl: () => nothing,
};

/** What subscribe, read and refetch need is bound once: React compares functions. */
class CachedPictureSource implements PictureSource {
  readonly #cache: PictureCache | null;
  readonly #userId: string;
  readonly #size: Variant | undefined;
  readonly #listeners = new Set<() => void>();
  #onServer: PictureSnapshot | null = null;
  #reader: (() => PictureSnapshot) | null = null;
  #close: (() => void) | null = null;

  constructor(cache: PictureCache | null, userId: string, size: Variant | undefined) {
    this.#cache = cache;
    this.#userId = userId;
    this.#size = size;
  }

  /**
   * The listeners of a component share one subscription. The last one to leave ends it at the end of the tick: StrictMode unmounts and
   * mounts every effect once more in the same tick, which would count as a second request otherwise.
   */
  readonly subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    this.#close ??= this.#used.subscribe(this.#userId, this.#size, this.#notify);
    return () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) queueMicrotask(this.#closeIfUnused);
    };
  };

  get read(): () => PictureSnapshot {
    this.#reader ??=
      typeof window === 'undefined' ? this.readOnServer : this.#used.reader(this.#userId, this.#size);
    return this.#reader;
  }

  readonly readOnServer = (): PictureSnapshot => {
    this.#onServer ??= idleSnapshot(this.#userId);
    return this.#onServer;
  };

  readonly refetch = (): void => this.#used.refetch(this.#userId, this.#size);

  isSubscribed(): boolean {
    return this.#close !== null;
  }

  reportBroken(url: string): void {
    this.#used.reportBroken(this.#userId, this.#size, url);
  }

  holdUrl(url: string): () => void {
    return this.#used.holdUrl(url);
  }

  get #used(): PictureCache {
    return this.#cache ?? defaultCache();
  }

  readonly #notify = (): void => {
    for (const listener of [...this.#listeners]) listener();
  };

  readonly #closeIfUnused = (): void => {
    if (this.#listeners.size > 0) return;
    this.#close?.();
    this.#close = null;
  };
}

/** `cache`: null is the default cache, which is made when it is first needed; on a server never. */
export function createPictureSource(
  cache: PictureCache | null,
  userId: string | null,
  size: Variant | undefined,
): PictureSource {
  return userId === null ? EMPTY_SOURCE : new CachedPictureSource(cache, userId, size);
}
