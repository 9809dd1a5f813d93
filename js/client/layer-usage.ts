import type { LayerUsage } from '../shims/types.js';
import { whenIdle } from '../shims/when-idle.js';
import type { Engine } from './engine.js';
import { LAYER } from './vocabulary.js';

/**
 * How full the layers with promises are: each tells in its own time, and the last known figures are reported. The core counts the store and
 * localStorage itself.
 */
export interface UsageSources {
  indexedDB(): Promise<LayerUsage>;
  serviceWorker(): Promise<LayerUsage>;
}

const EMPTY: LayerUsage = { entries: 0, bytes: 0 };

/**
 * To count what is stored a layer walks through all of it. A dashboard that polls may cost a tenth of the time at most: the
 * layers rest for this many times as long as their last answer took.
 */
const REST = 9;
/** Longest rest: where the page itself was busy, an answer says nothing of what it cost. */
const MOST_REST_MS = 5000;

export class LayerUsages {
  readonly #engine: Engine;
  readonly #sources: UsageSources;
  #asking = false;
  #callOff: (() => void) | null = null;
  #restUntil = 0;

  constructor(engine: Engine, sources: UsageSources) {
    this.#engine = engine;
    this.#sources = sources;
  }

  /** What the layers hold may have changed: counts it when the page has nothing better to do. */
  changed(): void {
    if (this.#engine.disposed) return;
    this.#callOff ??= whenIdle(() => {
      this.#callOff = null;
      this.refresh();
    });
  }

  dispose(): void {
    this.#callOff?.();
  }

  /** Brings the gauges of the monitor up to date as soon as the layers have answered. */
  refresh(): void {
    const start = this.#engine.now();
    if (this.#asking || start < this.#restUntil) return;
    this.#asking = true;
    const both = [
      this.#ask(LAYER.indexedDB, () => this.#sources.indexedDB()),
      this.#ask(LAYER.serviceWorker, () => this.#sources.serviceWorker()),
    ];
    void Promise.all(both).then(() => {
      const end = this.#engine.now();
      this.#restUntil = end + Math.min(REST * (end - start), MOST_REST_MS);
      this.#asking = false;
    });
  }

  async #ask(layer: number, usage: () => Promise<LayerUsage>): Promise<void> {
    const { entries, bytes } = await usage().catch(() => EMPTY);
    this.#engine.run((core) => core.setFill(layer, entries, bytes));
  }
}
