import type { LayerUsage } from '../shims/types.js';
import type { Engine } from './engine.js';
import { LAYER } from './vocabulary.js';

/** How full the slower layers are: each tells in its own time, and the last known figures are reported. */
export interface UsageSources {
  localStorage(): LayerUsage;
  indexedDB(): Promise<LayerUsage>;
  serviceWorker(): Promise<LayerUsage>;
}

const EMPTY: LayerUsage = { entries: 0, bytes: 0 };

export class LayerUsages {
  readonly #engine: Engine;
  readonly #sources: UsageSources;
  #asking = false;

  constructor(engine: Engine, sources: UsageSources) {
    this.#engine = engine;
    this.#sources = sources;
  }

  /** Brings the gauges of the monitor up to date: localStorage at once, the others when they have answered. */
  refresh(): void {
    this.#tell(LAYER.localStorage, this.#sources.localStorage());
    if (this.#asking) return;
    this.#asking = true;
    const both = [
      this.#ask(LAYER.indexedDB, () => this.#sources.indexedDB()),
      this.#ask(LAYER.serviceWorker, () => this.#sources.serviceWorker()),
    ];
    void Promise.all(both).then(() => {
      this.#asking = false;
    });
  }

  async #ask(layer: number, usage: () => Promise<LayerUsage>): Promise<void> {
    this.#tell(layer, await usage().catch(() => EMPTY));
  }

  #tell(layer: number, { entries, bytes }: LayerUsage): void {
    this.#engine.run((core) => core.setFill(layer, entries, bytes));
  }
}
