/** What every contender's page does alike: the list of friends, and when all of its pictures have pixels. */

const parameters = new URLSearchParams(location.search);

export const FRIENDS: readonly string[] = Array.from(
  { length: Number(parameters.get('friends') ?? 50) },
  (_, index) => `u${index}`,
);

/** Edge of an avatar in CSS pixels. */
export const SIZE = 40;

export interface Showing {
  /** From the start to the moment when every <img> has pixels. Milliseconds. */
  allPixelsMs: number;
  /** The same from the start of the navigation: with the loading of the scripts, large or small. */
  sinceNavigationMs: number;
  /** Frames painted with the list mounted in which at least one <img> had none. */
  framesWithout: number;
}

export interface Bench {
  /** The first showing of this page. */
  first: Promise<Showing>;
  /** Mounts the list again in the same page. */
  again: () => Promise<Showing>;
  /** How many <img> have pixels now. */
  shown: () => number;
  /** Milliseconds of the longest task since the page began, or since the list was mounted again; 0 when none took 50. */
  longestTaskMs: () => number;
  /** Calls of the backend that began, by the browser's own record, after the last showing. */
  callsSinceShown: () => number;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

// Five hundred friends: a call and an image each, twice.
performance.setResourceTimingBufferSize(5000);

let shownAt = Number.POSITIVE_INFINITY;

function callsSinceShown(): number {
  const resources = performance.getEntriesByType('resource');
  return resources.filter(({ name, startTime }) => startTime > shownAt && name.includes('/api/')).length;
}

let longest = 0;
function noteLongest(entries: PerformanceEntryList): void {
  for (const { duration } of entries) longest = Math.max(longest, duration);
}
const longTasks = new PerformanceObserver((list) => noteLongest(list.getEntries()));
longTasks.observe({ type: 'longtask', buffered: true });

function forgetLongest(): void {
  longTasks.takeRecords();
  longest = 0;
}

/** Those that have had pixels. An <img> goes on showing them while it loads another address (HTML, "pending request"). */
const shownBefore = new WeakSet<HTMLImageElement>();

/** A placeholder is no picture: the package's are SVG and GIF, the pictures PNG and WebP. */
function hasPixels(image: HTMLImageElement): boolean {
  if (image.naturalWidth === 0 || /^data:image\/(svg|gif)/.test(image.currentSrc)) return false;
  if (image.complete) shownBefore.add(image);
  return shownBefore.has(image);
}

/** Runs `task` after the frame that is being made was painted. */
function afterPaint(task: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = task;
    port2.postMessage(null);
  });
}

/**
 * Watches the list until every <img> in it has pixels. All are looked at once a frame, and besides when the last that had none then has
 * loaded: to look at all of them at each load would itself take long in a long list.
 */
class Watch {
  readonly #root: Element;
  readonly #shown: (framesWithout: number) => void;
  #without = new Set<EventTarget>();
  #framesWithout = 0;
  #isDone = false;

  /** `shown` is called once, when all have pixels. */
  constructor(root: Element, shown: (framesWithout: number) => void) {
    this.#root = root;
    this.#shown = shown;
    root.addEventListener('load', this.#loaded, true);
    queueMicrotask(() => this.#look());
    requestAnimationFrame(this.#frame);
  }

  #look(): void {
    if (this.#isDone) return;
    const images = [...this.#root.querySelectorAll('img')];
    this.#without = new Set(images.filter((image) => !hasPixels(image)));
    if (images.length < FRIENDS.length || this.#without.size > 0) return;
    this.#isDone = true;
    this.#root.removeEventListener('load', this.#loaded, true);
    this.#shown(this.#framesWithout);
  }

  readonly #loaded = ({ target }: Event): void => {
    const wasWithout =
      target instanceof HTMLImageElement && hasPixels(target) && this.#without.delete(target);
    if (wasWithout && this.#without.size === 0) this.#look();
  };

  /** What is there when the frame's own tasks run is what it will show. */
  readonly #frame = (): void => {
    this.#look();
    if (this.#isDone) return;
    if (this.#root.querySelector('img') !== null) this.#framesWithout += 1;
    requestAnimationFrame(this.#frame);
  };
}

/** `start` is of performance.now(). */
export function watch(root: Element, start: number): Promise<Showing> {
  return new Promise((resolve) => {
    new Watch(root, (framesWithout) => {
      const now = performance.now();
      shownAt = now;
      resolve({ allPixelsMs: now - start, sinceNavigationMs: now, framesWithout });
    });
  });
}

export function rootElement(): HTMLElement {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  return root;
}

/** `start`: when the contender began. `again` unmounts the list, and mounts it when a frame without it was painted. */
export function openBench(start: number, show: (mounted: boolean) => void): void {
  const root = rootElement();
  window.bench = {
    first: watch(root, start),
    again: async () => {
      show(false);
      await new Promise<void>((resolve) => afterPaint(resolve));
      forgetLongest();
      shownAt = Number.POSITIVE_INFINITY;
      const startAgain = performance.now();
      show(true);
      return watch(root, startAgain);
    },
    shown: () => [...root.querySelectorAll('img')].filter(hasPixels).length,
    longestTaskMs: () => {
      noteLongest(longTasks.takeRecords());
      return longest;
    },
    callsSinceShown,
  };
}
