import { installMonitor } from '../console/install-monitor.js';
import type { Variant } from '../shared/variants.js';
import { afterFrame } from '../shims/after-frame.js';
import { whenIdle } from '../shims/when-idle.js';
import { ProfilePictureError } from './errors.js';
import type { FirstLook } from './first-look.js';
import { createInertCache } from './inert-cache.js';
import { tellAll } from './tell-all.js';
import type {
  CacheMonitor,
  LookupOptions,
  PictureCache,
  PictureSnapshot,
  PictureStore,
  ResolvedPicture,
} from './types.js';

/** A subscription from before the start. */
interface Early {
  userId: string;
  size: Variant | undefined;
  listener: () => void;
  leave: (() => void) | null;
}

/**
 * A cache that starts when it has to. To start WebAssembly takes longer than to paint a list whose previews are in localStorage: as long as
 * these are all that is asked for, the start waits until they are painted. Whatever else is asked starts the cache at once, and it
 * starts by itself when the page has nothing better to do.
 */
export class StartingCache implements PictureCache {
  readonly #create: () => PictureCache;
  #look: FirstLook | null;
  readonly #early = new Set<Early>();
  readonly #callOff: () => void;
  readonly #uninstallMonitor: () => void;
  #started: PictureCache | null = null;
  #hasJoined = false;

  constructor(create: () => PictureCache, look: FirstLook) {
    this.#create = create;
    this.#look = look;
    this.#callOff = whenIdle(() => this.#join());
    this.#uninstallMonitor = installMonitor(() => this.monitor);
  }

  get ready(): Promise<void> {
    return this.#cache.ready;
  }

  get store(): PictureStore {
    return this.#cache.store;
  }

  get monitor(): CacheMonitor {
    return this.#cache.monitor;
  }

  snapshot(userId: string, size?: Variant): PictureSnapshot {
    return this.#lookedAt(userId, size) ?? this.#cache.snapshot(userId, size);
  }

  reader(userId: string, size?: Variant): () => PictureSnapshot {
    if (this.#started !== null) return this.#started.reader(userId, size);
    let read: (() => PictureSnapshot) | null = null;
    return () => {
      if (read !== null) return read();
      const early = this.#lookedAt(userId, size);
      if (early !== null) return early;
      read = this.#cache.reader(userId, size);
      return read();
    };
  }

  subscribe(userId: string, size: Variant | undefined, listener: () => void): () => void {
    if (this.#lookedAt(userId, size) === null) return this.#cache.subscribe(userId, size, listener);
    const early: Early = { userId, size, listener, leave: null };
    if (this.#early.size === 0) afterFrame(() => this.#join());
    this.#early.add(early);
    return () => {
      this.#early.delete(early);
      early.leave?.();
    };
  }

  reportBroken(userId: string, size: Variant | undefined, url: string): void {
    this.#joined.reportBroken(userId, size, url);
  }

  /** Before the start no picture has an object URL. */
  holdUrl(url: string): () => void {
    return this.#started?.holdUrl(url) ?? (() => {});
  }

  resolve(userId: string, options?: LookupOptions & { signal?: AbortSignal }): Promise<ResolvedPicture> {
    return this.#joined.resolve(userId, options);
  }

  prefetch(userIds: readonly string[], options?: LookupOptions): Promise<void> {
    return this.#joined.prefetch(userIds, options);
  }

  refetch(userId: string, size?: Variant): void {
    this.#joined.refetch(userId, size);
  }

  invalidateProfilePicture(target: { userId: string; hard?: boolean }): Promise<void> {
    return this.#joined.invalidateProfilePicture(target);
  }

  upload(userId: string, file: Blob): Promise<ResolvedPicture> {
    return this.#joined.upload(userId, file);
  }

  clear(): Promise<void> {
    return this.#joined.clear();
  }

  dispose(): void {
    this.#uninstallMonitor();
    this.#early.clear();
    if (this.#started === null)
      this.#start(() => createInertCache(new ProfilePictureError('disposed', null), null));
    this.#cache.dispose();
  }

  #lookedAt(userId: string, size: Variant | undefined): PictureSnapshot | null {
    return this.#look?.of(userId, size) ?? null;
  }

  /** Started, if need be while a component renders: who subscribed before is told afterwards. */
  get #cache(): PictureCache {
    return this.#started ?? this.#start(this.#create);
  }

  #start(create: () => PictureCache): PictureCache {
    this.#callOff();
    this.#look = null;
    this.#started = create();
    queueMicrotask(() => this.#join());
    return this.#started;
  }

  /** Started, with all who subscribed before: what is asked of it concerns them as well. Not to be used while a component renders. */
  get #joined(): PictureCache {
    this.#join();
    return this.#cache;
  }

  #join(): void {
    const cache = this.#cache;
    if (this.#hasJoined) return;
    this.#hasJoined = true;
    const early = [...this.#early];
    for (const entry of early) {
      // A listener that is told meanwhile may make others leave.
      if (this.#early.has(entry)) entry.leave = cache.subscribe(entry.userId, entry.size, entry.listener);
    }
    const tell = (entry: Early): void => {
      if (this.#early.has(entry)) entry.listener();
    };
    tellAll(new Set(early.map((entry) => () => tell(entry))));
  }
}
