import { within } from '../shims/within.js';

/** Loads a picture as an <img> would, so that elements with the same address share the load; rejects when it cannot be shown. */
export type ImageLoader = (url: string, signal: AbortSignal) => Promise<void>;

/** Null where there are no images (a worker). */
export function createImageLoader(): ImageLoader | null {
  if (typeof Image === 'undefined') return null;
  return (url, signal) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.crossOrigin = 'anonymous';
      image.onload = () => resolve();
      image.onerror = () => reject(new Error('the image did not load'));
      signal.addEventListener('abort', () => {
        image.src = '';
        reject(new Error('aborted'));
      });
      image.src = url;
    });
}

/** A picture waits so long for the others of its page: one that hangs must not keep them from being stored and resolved. */
const OTHERS_AT_MOST_MS = 1000;

/** One picture that is on its way. */
export interface Early {
  generation: number;
  url: string;
}

/**
 * Pictures that are shown at their signed addresses while they are on their way: the browser shows an image by its address sooner than
 * the page can fetch it, and the page's own fetch is then answered by the browser's cache. The fetches wait a while for every such image
 * to be there, as they would take the connections and the processor from those that are not.
 */
export class EarlyPictures {
  readonly #load: ImageLoader;
  readonly #isWatched: (slot: number) => boolean;
  readonly #changed: (slots: readonly number[]) => void;
  readonly #early = new Map<number, Early>();
  readonly #shown: (() => void)[] = [];
  #loading = 0;
  #isStopped = false;
  #told: number[] = [];

  /** `isWatched`: an element shows the slot. `changed`: these slots show something else from now on. */
  constructor(
    load: ImageLoader,
    isWatched: (slot: number) => boolean,
    changed: (slots: readonly number[]) => void,
  ) {
    this.#load = load;
    this.#isWatched = isWatched;
    this.#changed = changed;
  }

  /** The address that the slot shows until its bytes are here; null when there is none. */
  url(slot: number, generation: number): string | null {
    const early = this.#early.get(slot);
    return early?.generation === generation ? early.url : null;
  }

  /** Resolves when the page may fetch the picture itself: true when the browser's cache has it. `shown`: its pixels are there. */
  async show(slot: number, early: Early, signal: AbortSignal, shown: () => void): Promise<boolean> {
    if (this.#isStopped || !this.#isWatched(slot)) return false;
    this.#early.set(slot, early);
    this.#tell(slot);
    this.#loading += 1;
    const isShown = await this.#load(early.url, signal).then(
      () => true,
      () => false,
    );
    this.#loading -= 1;
    if (isShown) shown();
    else this.end(slot);
    await within(OTHERS_AT_MOST_MS, this.#allShown(), () => new Error('another image takes long')).catch(
      () => {},
    );
    return isShown;
  }

  /** The browser's cache keeps nothing of this store: each picture would be fetched twice. */
  stop(): void {
    this.#isStopped = true;
  }

  /** True when `url` is what the slot shows early, and is shown no more: its download tells what is wrong. */
  isBroken(slot: number, url: string): boolean {
    return this.#early.get(slot)?.url === url && this.end(slot);
  }

  /** The slot does not show its address any more. */
  end(slot: number): boolean {
    const wasEarly = this.#early.delete(slot);
    if (wasEarly) this.#tell(slot);
    return wasEarly;
  }

  #allShown(): Promise<void> {
    const wait = new Promise<void>((resolve) => this.#shown.push(resolve));
    if (this.#loading === 0) for (const resolve of this.#shown.splice(0)) resolve();
    return wait;
  }

  /** Those of one tick in one go. */
  #tell(slot: number): void {
    if (this.#told.push(slot) > 1) return;
    queueMicrotask(() => {
      const slots = this.#told;
      this.#told = [];
      this.#changed(slots);
    });
  }
}
