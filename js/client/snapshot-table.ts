/**
 * The core's rows, read through typed arrays: a reader of a cached picture never calls into WebAssembly. The layout is that of
 * cpp/core/store/row.h. The views are made anew after a slot was interned (the rows may have moved) and after the
 * memory grew (the old buffer is then detached and its length 0).
 */

import type { Core } from './core-module.js';

export const ROW_BYTES = 48;

const USABLE_UNTIL = 0;
const LAST_USED = 1;
const FETCHED_AT = 2;
const REVISION = 6;
const GENERATION = 7;
const SUBSCRIBERS = 8;
const BYTES = 9;
const STATUS_BYTE = 40;
const LAYER_BYTE = 41;
const FLAGS_BYTE = 42;
const FAILURE_BYTE = 43;

const DOUBLES = ROW_BYTES / 8;
const WORDS = ROW_BYTES / 4;

export const FLAG = { stale: 1, fetching: 2, bytesHeld: 4 } as const;

export class SnapshotTable {
  /** Another number after each call of the core that may have changed a row: while it is the same, no row has to be looked at again. */
  epoch = 0;
  readonly #core: Core;
  #moved = true;
  #bytes: Uint8Array = new Uint8Array(0);
  #words: Uint32Array = new Uint32Array(0);
  #doubles: Float64Array = new Float64Array(0);

  constructor(core: Core) {
    this.#core = core;
  }

  /** A slot was interned: the rows may have moved. */
  markMoved(): void {
    this.#moved = true;
  }

  /** The core was called, and may have changed rows. */
  markChanged(): void {
    this.epoch += 1;
  }

  /** The core is gone: every row reads as that of a picture of which nothing is known. */
  close(): void {
    this.markChanged();
    this.#moved = false;
    this.#bytes = new Uint8Array(1);
    this.#words = new Uint32Array(0);
    this.#doubles = new Float64Array(0);
  }

  status(slot: number): number {
    return this.#byte(slot, STATUS_BYTE);
  }
  layer(slot: number): number {
    return this.#byte(slot, LAYER_BYTE);
  }
  flags(slot: number): number {
    return this.#byte(slot, FLAGS_BYTE);
  }
  failure(slot: number): number {
    return this.#byte(slot, FAILURE_BYTE);
  }
  revision(slot: number): number {
    return this.#word(slot, REVISION);
  }
  generation(slot: number): number {
    return this.#word(slot, GENERATION);
  }
  subscribers(slot: number): number {
    return this.#word(slot, SUBSCRIBERS);
  }
  bytes(slot: number): number {
    return this.#word(slot, BYTES);
  }
  /** Client clock. */
  usableUntil(slot: number): number {
    return this.#double(slot, USABLE_UNTIL);
  }
  /** Server clock. */
  fetchedAt(slot: number): number {
    return this.#double(slot, FETCHED_AT);
  }

  /** Counts mounted consumers: a slot with one is never evicted. */
  addSubscribers(slot: number, by: 1 | -1): void {
    this.#refresh();
    const at = slot * WORDS + SUBSCRIBERS;
    this.#words[at] = (this.#words[at] ?? 0) + by;
  }

  /** Marks the picture as used, for the order of eviction. */
  touch(slot: number, now: number): void {
    this.#refresh();
    this.#doubles[slot * DOUBLES + LAST_USED] = now;
  }

  #byte(slot: number, field: number): number {
    this.#refresh();
    return this.#bytes[slot * ROW_BYTES + field] ?? 0;
  }
  #word(slot: number, field: number): number {
    this.#refresh();
    return this.#words[slot * WORDS + field] ?? 0;
  }
  #double(slot: number, field: number): number {
    this.#refresh();
    return this.#doubles[slot * DOUBLES + field] ?? 0;
  }

  #refresh(): void {
    if (!this.#moved && this.#bytes.length !== 0) return;
    const rows = this.#core.rows();
    const { buffer, byteOffset, byteLength } = rows;
    this.#bytes = rows;
    this.#words = new Uint32Array(buffer, byteOffset, byteLength / 4);
    this.#doubles = new Float64Array(buffer, byteOffset, byteLength / 8);
    this.#moved = false;
  }
}
