import { VARIANTS, type Variant } from '../shared/variants.js';
import type { Engine } from './engine.js';
import { ProfilePictureError } from './errors.js';
import { HitTally } from './hit-tally.js';
import { FLAG } from './snapshot-table.js';
import { idleSnapshot, type Snapshots } from './snapshots.js';
import { tellAll } from './tell-all.js';
import type { PictureSnapshot } from './types.js';
import { isUserId } from './user-id.js';
import { STATUS } from './vocabulary.js';

/** Snapshots of pictures without a slot that are kept, so that a reader gets the same object again. */
const SLOTLESS_KEPT = 1000;

/** The snapshot table has no such epoch. */
const NOT_READ = -1;

/**
 * Reads and subscribes to single pictures. A picture that L0 has is read from the snapshot table alone; anything else goes to the core,
 * once.
 */
export class PictureReader {
  readonly hits = new HitTally();
  readonly #engine: Engine;
  readonly #snapshots: Snapshots;
  readonly #defaultVariant: Variant;
  readonly #listeners = new Map<number, Set<() => void>>();
  readonly #slotless = new Map<unknown, PictureSnapshot>();
  /** By slot: the revision at which localStorage was read for it and had nothing. */
  readonly #peekedAt: number[] = [];
  /** Slots that a peek filled and that no request was counted for yet, and how many milliseconds the peek took. */
  readonly #uncounted = new Map<number, number>();
  #tickNow = 0;

  constructor(engine: Engine, snapshots: Snapshots, defaultVariant: Variant) {
    this.#engine = engine;
    this.#snapshots = snapshots;
    this.#defaultVariant = defaultVariant;
  }

  /** The slot of a picture. Null when the user id or the size is not one (it must never reach a batch call), and after the end. */
  slot(userId: string, size: Variant | undefined): number | null {
    if (this.#engine.disposed) return null;
    const variant = size ?? this.#defaultVariant;
    const known = this.#engine.slots.find(userId, variant);
    if (known !== undefined) return known;
    if (refusal(userId, variant) !== null) return null;
    return this.#engine.slots.intern(userId, variant);
  }

  snapshot(userId: string, size: Variant | undefined): PictureSnapshot {
    const slot = this.slot(userId, size);
    if (slot === null) return this.#withoutSlot(userId, size ?? this.#defaultVariant);
    return this.#snapshots.lasting(slot) ?? this.#lookedFor(slot);
  }

  /** A function that does what snapshot() does, and looks at nothing but its own picture until some row changes. */
  reader(userId: string, size: Variant | undefined): () => PictureSnapshot {
    const slot = this.slot(userId, size);
    if (slot === null) return () => this.snapshot(userId, size);
    const { table } = this.#engine;
    let epoch = NOT_READ;
    let last: PictureSnapshot;
    return () => {
      if (epoch === table.epoch) return last;
      last = this.snapshot(userId, size);
      epoch = this.#snapshots.lasting(slot) === last ? table.epoch : NOT_READ;
      return last;
    };
  }

  subscribe(userId: string, size: Variant | undefined, listener: () => void): () => void {
    const slot = this.slot(userId, size);
    if (slot === null) return () => {};
    const detach = this.attach(slot);
    const listeners = this.#listeners.get(slot) ?? new Set();
    const entry = (): void => listener();
    this.#listeners.set(slot, listeners.add(entry));
    return () => {
      if (!listeners.delete(entry)) return;
      if (listeners.size === 0 && this.#listeners.get(slot) === listeners) this.#listeners.delete(slot);
      detach();
    };
  }

  /**
   * One consumer asks for the picture, is counted, and keeps it from being evicted. Returns how it leaves, to be called once.
   * It counts as a consumer before it asks: a full store would evict the picture in the moment in which it comes.
   */
  attach(slot: number): () => void {
    this.#engine.table.addSubscribers(slot, 1);
    const ticket = this.#request(slot);
    return () => {
      if (this.#engine.disposed) return;
      this.#engine.table.addSubscribers(slot, -1);
      if (ticket !== 0) this.#engine.run((core, now) => core.leave(slot, ticket, now));
      if (this.#engine.table.subscribers(slot) === 0) this.#engine.queueFlush();
    };
  }

  /** A component shows the slot. */
  isWatched(slot: number): boolean {
    return this.#listeners.has(slot);
  }

  /** Tells the listeners of these slots, and of no other. */
  notify(slots: readonly number[]): void {
    for (const slot of slots) {
      const listeners = this.#listeners.get(slot);
      if (listeners !== undefined) tellAll(listeners);
    }
  }

  /** Counts a request that L0 answers; false when it cannot. */
  countHit(slot: number): boolean {
    const start = this.#engine.now();
    if (!this.#isHit(slot, start)) return false;
    this.#engine.table.touch(slot, start);
    this.hits.add(this.#engine.now() - start, this.#engine.table.bytes(slot));
    return true;
  }

  /** The ticket of a lookup; 0 when there is nothing to wait for. */
  #request(slot: number): number {
    if (this.countHit(slot)) return 0;
    this.#peekIfNeeded(slot);
    const spent = this.#uncounted.get(slot) ?? 0;
    this.#uncounted.delete(slot);
    let ticket = 0;
    this.#engine.runThenFlush((core, now) => {
      ticket = core.request(slot, now, spent);
    });
    return ticket;
  }

  #lookedFor(slot: number): PictureSnapshot {
    this.#peekIfNeeded(slot);
    return this.#snapshots.of(slot);
  }

  #isHit(slot: number, now: number): boolean {
    const { table } = this.#engine;
    if (table.status(slot) !== STATUS.ready || this.#uncounted.has(slot)) return false;
    return now < table.usableUntil(slot) && (table.flags(slot) & FLAG.stale) === 0;
  }

  #peekIfNeeded(slot: number): void {
    const { table } = this.#engine;
    const status = table.status(slot);
    if (status === STATUS.idle) {
      if (this.#peekedAt[slot] === table.revision(slot)) return;
    } else if (status !== STATUS.ready || !this.#isExpiredUrl(slot)) {
      return;
    }
    const start = this.#engine.now();
    this.#engine.peek(slot);
    this.#peekedAt[slot] = table.revision(slot);
    if (table.status(slot) !== STATUS.idle) this.#uncounted.set(slot, this.#engine.now() - start);
  }

  /** A signed URL that ran out must not be shown to a new element; one that an element shows already is left alone. */
  #isExpiredUrl(slot: number): boolean {
    const { table } = this.#engine;
    if ((table.flags(slot) & FLAG.bytesHeld) !== 0 || table.subscribers(slot) > 0) return false;
    return table.usableUntil(slot) <= this.#coarseNow();
  }

  /** The clock read once a tick: good enough for an expiry, and free for the fifty readers of a list. */
  #coarseNow(): number {
    if (this.#tickNow === 0) {
      this.#tickNow = this.#engine.now();
      queueMicrotask(() => {
        this.#tickNow = 0;
      });
    }
    return this.#tickNow;
  }

  #withoutSlot(userId: string, variant: Variant): PictureSnapshot {
    const error = refusal(userId, variant);
    const known = this.#slotless.get(userId);
    if (known !== undefined && known.error?.message === error?.message) return known;
    if (this.#slotless.size >= SLOTLESS_KEPT) this.#slotless.clear();
    const snapshot = idleSnapshot(userId, error);
    this.#slotless.set(userId, snapshot);
    return snapshot;
  }
}

/** Why there cannot be such a picture; null when there can. */
export function refusal(userId: unknown, variant: unknown): ProfilePictureError | null {
  if (!isUserId(userId)) return new ProfilePictureError('badUserId', String(userId));
  if (VARIANTS.includes(variant as Variant)) return null;
  const detail = `size must be one of ${VARIANTS.join(', ')}, not ${String(variant)}`;
  return new ProfilePictureError('badOption', userId, detail);
}
