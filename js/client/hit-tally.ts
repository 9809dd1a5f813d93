import type { Core } from './core-module.js';
import { LAYER } from './vocabulary.js';

/** Hits of L0 that were answered from the snapshot table, counted here and told to the core's monitor in one call. */
export class HitTally {
  #count = 0;
  #totalMs = 0;
  #totalBytes = 0;

  add(ms: number, bytes: number): void {
    this.#count += 1;
    this.#totalMs += ms;
    this.#totalBytes += bytes;
  }

  handOver(core: Core): void {
    if (this.#count > 0) core.recordHits(LAYER.redux, this.#count, this.#totalMs, this.#totalBytes);
    this.reset();
  }

  reset(): void {
    this.#count = 0;
    this.#totalMs = 0;
    this.#totalBytes = 0;
  }
}
