import { VARIANTS, type Variant } from '../shared/variants.js';
import type { Engine } from './engine.js';
import { ProfilePictureError } from './errors.js';
import { HitTally } from './hit-tally.js';
import { FLAG } from './snapshot-table.js';
import { idleSnapshot, type Snapshots } from './snapshots.js';
import type { PictureSnapshot } from './types.js';
import { isUserId } from './user-id.js';
import { STATUS } from './vocabulary.js';

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
  readonly #refused = new Map<string, PictureSnapshot>();
  /** By slot: the revision at which localStorage was read for it and had nothing. */
  readonly #peekedAt: number[] = [];
  /** Slots that a peek filled and that no request was counted for yet. */
  readonly #uncounted = new Set<number>();
  #tickNow = 0;

  constructor(engine: Engine, snapshots: Snapshots, defaultVariant: Variant) {
    this.#engine = engine;
    this.#snapshots = snapshots;
    this.#defaultVariant = defaultVariant;
  }

  /** The slot of a picture; null when the user id is not one (it must never reach a batch call). */
  slot(userId: string, size: Variant | undefined): number | null {
    const variant = size ?? this.#defaultVariant;
    const known = this.#engine.slots.find(userId, variant);
    if (known !== undefined) return known;
    if (!isUserId(userId) || !VARIANTS.includes(variant)) return null;
    return this.#engine.slots.intern(userId, variant);
  }

  snapshot(userId: string, size: Variant | undefined): PictureSnapshot {
    const slot = this.slot(userId, size);
    if (slot === null) return this.#refuse(userId);
    if (!this.#engine.disposed) this.#peekIfNeeded(slot);
    return this.#snapshots.of(slot);
  }

  subscribe(userId: string, size: Variant | undefined, listener: () => void): () => void {
    const slot = this.slot(userId, size);
    if (slot === null || this.#engine.disposed) return () => {};
    const leave = this.request(slot);
    this.#engine.table.addSubscribers(slot, 1);
    const listeners = this.#listeners.get(slot) ?? new Set();
    const entry = (): void => listener();
    this.#listeners.set(slot, listeners.add(entry));
    return () => {
      if (!listeners.delete(entry) || this.#engine.disposed) return;
      this.#engine.table.addSubscribers(slot, -1);
      leave();
    };
  }

  /** One consumer asks for the picture, and is counted. Returns how it leaves. */
  request(slot: number): () => void {
    const start = this.#engine.now();
    if (this.#isHit(slot, start)) {
      this.#engine.table.touch(slot, start);
      this.hits.add(this.#engine.now() - start, this.#engine.table.bytes(slot));
      return () => {};
    }
    let ticket = 0;
    this.#uncounted.delete(slot);
    this.#engine.runThenFlush((core, now) => {
      ticket = core.request(slot, now);
    });
    if (ticket === 0) return () => {};
    return () => this.#engine.run((core, now) => core.leave(slot, ticket, now));
  }

  /** Tells the listeners of these slots, and of no other. */
  notify(slots: readonly number[]): void {
    for (const slot of slots) {
      const listeners = this.#listeners.get(slot);
      if (listeners === undefined) continue;
      for (const listener of [...listeners]) listener();
    }
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
    this.#engine.peek(slot);
    this.#peekedAt[slot] = table.revision(slot);
    if (table.status(slot) !== STATUS.idle) this.#uncounted.add(slot);
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

  #refuse(userId: string): PictureSnapshot {
    const known = this.#refused.get(userId);
    if (known !== undefined) return known;
    const snapshot = idleSnapshot(userId, new ProfilePictureError('badUserId', userId));
    this.#refused.set(userId, snapshot);
    return snapshot;
  }
}
