import type { Variant } from '../shared/variants.js';
import type { ProfilePictureError } from './errors.js';

export { type ErrorCode, ProfilePictureError } from './errors.js';

/** The layer that answered: L0 to L4 in the order of their speed. */
export type LayerName = 'redux' | 'localStorage' | 'indexedDB' | 'serviceWorker' | 'network';

export type PictureStatus = 'idle' | 'loading' | 'ready' | 'missing' | 'error';

/** What a reader sees of one picture. The same object as long as nothing changed. */
export interface PictureSnapshot {
  readonly userId: string;
  readonly status: PictureStatus;
  /** Address for an `<img crossorigin="anonymous">`; null while there is nothing to show. */
  readonly url: string | null;
  /** The layer that answered; null before an answer. */
  readonly layer: LayerName | null;
  /** Shown, but known or suspected to be old; a fresh one is being fetched or could not be had. */
  readonly stale: boolean;
  /** A lookup or a check of the version is under way. */
  readonly fetching: boolean;
  /** The object's ETag; null when unknown. */
  readonly version: string | null;
  /** Size of the picture in bytes, 0 when unknown. */
  readonly bytes: number;
  /** Client clock, milliseconds since the epoch; null when there is no picture. */
  readonly expiresAt: number | null;
  readonly error: ProfilePictureError | null;
}

export interface PictureCacheOptions {
  /** Where the backend's API is; default '/api/profile-pictures'. */
  baseUrl?: string;
  /** Scope of the signed-in account: its pictures are kept apart from every other account's. Default: none. */
  account?: string;
  /** Address of the service worker to register; default: none is used. */
  serviceWorker?: string;
  /** Variant to ask for when none is given; default 128. */
  size?: Variant;
  /** Extra request headers for the backend (never sent to the object store), asked for at each call. */
  headers?: () => Record<string, string>;
  /** Default: the page's fetch. */
  fetch?: typeof fetch;
  /** Wall clock in milliseconds since the epoch; default: the page's. */
  now?: () => number;
  /** A picture larger than this is refused; default 5 MB. */
  maxPictureBytes?: number;
  /** Budget of the layers. Defaults: store 2000 pictures and 64 MB; localStorage 2.5 MB; indexedDB 5000 pictures and 200 MB. */
  limits?: {
    storeEntries?: number;
    storeBytes?: number;
    localStorageBytes?: number;
    indexedDBEntries?: number;
    indexedDBBytes?: number;
  };
  /** Leave layers out, for tests and for pages that must not store anything. */
  layers?: { localStorage?: boolean; indexedDB?: boolean; serviceWorker?: boolean };
}

/** One resolved picture. */
export interface ResolvedPicture {
  userId: string;
  url: string;
  layer: LayerName;
  version: string | null;
  bytes: number;
  stale: boolean;
}

export interface LookupOptions {
  /** Variant in pixels; default: the cache's `size`. */
  size?: Variant;
}

/** Figures of one layer. Times in milliseconds, from the request to the moment the URL is available. */
export interface LayerReport {
  hits: number;
  meanMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  errors: number;
  entries: number;
  bytes: number;
}

/** What the monitor counted (design, section 8). */
export interface CacheReport {
  requests: number;
  hits: number;
  misses: number;
  /** hits / requests; null below 20 requests. */
  hitRate: number | null;
  meanMs: number;
  bytesSaved: number;
  since: number;
  layers: Record<LayerName, LayerReport>;
  counters: {
    evictions: number;
    invalidations: number;
    revalidations: number;
    retries: number;
    joined: number;
    cancelled: number;
    staleDropped: number;
    missing: number;
  };
  gauges: { objectUrls: number; waiting: number };
}

/** The console API, also at `window.cacheMonitor`. */
export interface CacheMonitor {
  /** Prints the report as a table and returns it. */
  report(): CacheReport;
  getReport(): CacheReport;
  /** Counts an answer by hand, for a cache of the application's own. Throws a ProfilePictureError 'badOption' when there is no such layer. */
  recordHit(userId: string, layer: LayerName, ms: number): void;
  reset(): void;
  /** The report and the pictures known, as JSON text; URLs without their query. */
  export(): string;
  help(): void;
}

declare global {
  interface Window {
    /** Of the cache that was created last and not disposed of; absent while there is none. */
    cacheMonitor: CacheMonitor;
  }
}

export interface PictureCache {
  /** Settled when the service worker is registered and the storages are opened, or given up. Never rejects. */
  readonly ready: Promise<void>;
  readonly store: PictureStore;
  readonly monitor: CacheMonitor;

  /**
   * Resolves when the picture can be shown; rejects with a ProfilePictureError ('missing' when there is none). `url` is a blob URL,
   * revoked when the picture changes or is evicted unless holdUrl() is called at once; or a signed URL, good for a minute at least.
   */
  resolve(userId: string, options?: LookupOptions & { signal?: AbortSignal }): Promise<ResolvedPicture>;
  /** Looks these up ahead of need. Never rejects. */
  prefetch(userIds: readonly string[], options?: LookupOptions): Promise<void>;
  /**
   * Drops the picture from every layer and tab and fetches a fresh one for whoever shows it. The old one stays shown, stale,
   * until then, unless `hard`. Resolves when every layer has dropped it.
   */
  invalidateProfilePicture(target: { userId: string; hard?: boolean }): Promise<void>;
  /** Stores a new picture for the user, invalidates the old one everywhere and shows the new one. */
  upload(userId: string, file: Blob): Promise<ResolvedPicture>;
  /**
   * Drops everything of this account from every layer and tab (log-out), and cancels uploads under way. Mounted components show
   * their placeholder; nothing is fetched again for them. Resolves when every layer is empty or has failed to be emptied, which the
   * monitor counts: such a layer is told again while the page lives, and as long as localStorage works nothing it holds is shown to this
   * account again.
   */
  clear(): Promise<void>;
  /** Ends timers and connections, revokes object URLs. The cache cannot be used after it. */
  dispose(): void;

  // What a binding needs. `size` defaults to the cache's.

  /** What is known now. Reads memory and localStorage only, and is safe while a component renders. */
  snapshot(userId: string, size?: Variant): PictureSnapshot;
  /** A function that gives what snapshot() gives, at the cost of reading memory: for one that reads the same picture again and again. */
  reader(userId: string, size?: Variant): () => PictureSnapshot;
  /** `listener` is called after a change of this picture and no other. Asks for the picture; returns the way out. */
  subscribe(userId: string, size: Variant | undefined, listener: () => void): () => void;
  /** Asks the backend again; the picture stays shown meanwhile. */
  refetch(userId: string, size?: Variant): void;
  /** The page could not show the snapshot's URL (an `<img>` error event). */
  reportBroken(userId: string, size: Variant | undefined, url: string): void;
  /** Keeps an object URL alive while an element shows it; returns the way out. Any other URL: nothing happens. */
  holdUrl(url: string): () => void;
}

declare global {
  interface SymbolConstructor {
    /** As redux and rxjs declare it, so that the store is interchangeable with theirs. */
    readonly observable: symbol;
  }
}

/** What `Symbol.observable` of the store gives; the shape that redux expects. */
export interface StateObservable {
  subscribe(observer: { next?(state: PicturesState): void }): { unsubscribe(): void };
  [Symbol.observable](): StateObservable;
}

/** State of the Redux-like store. */
export interface PicturesState {
  readonly pictures: { readonly [userId: string]: PictureSnapshot };
}

export interface PictureAction {
  type: string;
  [extra: string]: unknown;
}

/** A valid Redux `Store`. */
export interface PictureStore {
  getState(): PicturesState;
  subscribe(listener: () => void): () => void;
  dispatch<A extends PictureAction>(action: A): A;
  replaceReducer(nextReducer: unknown): void;
  [Symbol.observable](): StateObservable;
}
