import type { Engine } from './engine.js';
import { ProfilePictureError } from './errors.js';
import type { PictureReader } from './picture-reader.js';
import { FLAG } from './snapshot-table.js';
import type { Snapshots } from './snapshots.js';
import type { PictureSnapshot, ResolvedPicture } from './types.js';
import { STATUS } from './vocabulary.js';

interface Wait {
  settle(snapshot: PictureSnapshot): void;
  fail(error: ProfilePictureError): void;
}

/** Promises for pictures: consumers outside a component. */
export class Waits {
  readonly #engine: Engine;
  readonly #reader: PictureReader;
  readonly #snapshots: Snapshots;
  readonly #bySlot = new Map<number, Set<Wait>>();

  constructor(engine: Engine, reader: PictureReader, snapshots: Snapshots) {
    this.#engine = engine;
    this.#reader = reader;
    this.#snapshots = snapshots;
  }

  /** Resolves when the picture can be shown, rejects when it cannot be had or `signal` is aborted. */
  picture(slot: number, signal?: AbortSignal): Promise<ResolvedPicture> | ResolvedPicture {
    return (signal?.aborted ? null : this.#hit(slot)) ?? this.#lookup(slot, signal);
  }

  /** What L0 has is given without a wait, which would cost ten times as much. */
  #hit(slot: number): ResolvedPicture | null {
    const snapshot = this.#snapshots.lasting(slot);
    if (snapshot === undefined || snapshot.stale) return null;
    const outcome = outcomeOf(snapshot);
    if (outcome === null || outcome instanceof ProfilePictureError) return null;
    return this.#reader.countHit(slot) ? outcome : null;
  }

  #lookup(slot: number, signal: AbortSignal | undefined): Promise<ResolvedPicture> {
    return this.#wait(
      slot,
      (snapshot) => (this.#isExpiredUrl(slot) ? freshOutcomeOf(snapshot) : outcomeOf(snapshot)),
      signal,
    );
  }

  /** Like picture(), but does not take a stale one for an answer. */
  fresh(slot: number): Promise<ResolvedPicture> {
    return this.#wait(slot, freshOutcomeOf);
  }

  #wait(slot: number, outcomeFor: typeof outcomeOf, signal?: AbortSignal): Promise<ResolvedPicture> {
    const { userId } = this.#engine.slots.key(slot);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new ProfilePictureError('cancelled', userId));
        return;
      }
      const leave = this.#reader.attach(slot);
      const abort = (): void => wait.fail(new ProfilePictureError('cancelled', userId));
      const end = (): void => {
        this.#remove(slot, wait);
        signal?.removeEventListener('abort', abort);
        leave();
      };
      const wait: Wait = {
        settle: (snapshot) => {
          const outcome = outcomeFor(snapshot);
          if (outcome === null) return;
          end();
          if (outcome instanceof ProfilePictureError) reject(outcome);
          else resolve(outcome);
        },
        fail: (error) => {
          end();
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#add(slot, wait);
      wait.settle(this.#snapshots.ofPicture(slot));
    });
  }

  /** Elements that show it already may go on; it is no use to anybody else. */
  #isExpiredUrl(slot: number): boolean {
    const { table } = this.#engine;
    if (table.status(slot) !== STATUS.ready || (table.flags(slot) & FLAG.bytesHeld) !== 0) return false;
    return table.usableUntil(slot) <= this.#engine.now();
  }

  notify(slots: readonly number[]): void {
    for (const slot of slots) {
      for (const wait of [...(this.#bySlot.get(slot) ?? [])]) wait.settle(this.#snapshots.ofPicture(slot));
    }
  }

  /** The cache is being disposed of: nobody will be answered. */
  failAll(): void {
    for (const [slot, waits] of [...this.#bySlot]) {
      const { userId } = this.#engine.slots.key(slot);
      for (const wait of [...waits]) wait.fail(new ProfilePictureError('disposed', userId));
    }
  }

  #add(slot: number, wait: Wait): void {
    const waits = this.#bySlot.get(slot) ?? new Set();
    this.#bySlot.set(slot, waits.add(wait));
  }

  #remove(slot: number, wait: Wait): void {
    const waits = this.#bySlot.get(slot);
    waits?.delete(wait);
    if (waits?.size === 0) this.#bySlot.delete(slot);
  }
}

/** What a wait ends with; null while it goes on. */
function outcomeOf(snapshot: PictureSnapshot): ResolvedPicture | ProfilePictureError | null {
  const { userId, status, url, layer, version, bytes, stale } = snapshot;
  if (status === 'loading') return null;
  if (status === 'ready' && url !== null && layer !== null) {
    return { userId, url, layer, version, bytes, stale };
  }
  if (status === 'missing') return new ProfilePictureError('missing', userId);
  return snapshot.error ?? new ProfilePictureError('cancelled', userId);
}

function freshOutcomeOf(snapshot: PictureSnapshot): ResolvedPicture | ProfilePictureError | null {
  if (!snapshot.stale) return outcomeOf(snapshot);
  if (snapshot.fetching) return null;
  return snapshot.error ?? new ProfilePictureError('cancelled', snapshot.userId);
}
