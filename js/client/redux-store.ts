import { VARIANTS } from '../shared/variants.js';
import { CLEAR, INVALIDATE, PREFETCH } from './actions.js';
import { tellAll } from './tell-all.js';
import type {
  PictureAction,
  PictureSnapshot,
  PictureStore,
  PicturesState,
  StateObservable,
} from './types.js';
import { isUserId } from './user-id.js';

/** The interoperation point that Redux uses; the symbol is only there when a library brought it. */
const OBSERVABLE: typeof Symbol.observable = Symbol.observable ?? ('@@observable' as never);

/** What the store asks of the cache. None of these throws. */
export interface StoreHost {
  /** The user of a slot and what is known of the picture. */
  snapshotOf(slot: number): PictureSnapshot;
  /** The slot of a user's picture in this size; undefined when there is none. */
  findSlot(userId: string, size: (typeof VARIANTS)[number]): number | undefined;
  invalidate(target: { userId: string; hard: boolean }): void;
  prefetch(userIds: readonly string[]): void;
  clear(): void;
}

/**
 * A view of the core's state as a Redux store. getState() gives the same object until a picture changes, and then shares what did not change.
 * Users of whom nothing is known any more (evicted, cleared) are not in it. Where a user has several variants, the one that changed last is
 * shown; once that is gone, one of the others.
 */
export class ReduxStore implements PictureStore {
  readonly #host: StoreHost;
  readonly #listeners = new Set<() => void>();
  readonly #changed = new Set<number>();
  readonly #pictures = new Map<string, PictureSnapshot>();
  #state: PicturesState = { pictures: {} };

  constructor(host: StoreHost) {
    this.#host = host;
  }

  getState = (): PicturesState => {
    if (this.#changed.size === 0) return this.#state;
    for (const slot of this.#changed) this.#show(this.#host.snapshotOf(slot));
    this.#changed.clear();
    // Not by assignment: '__proto__' is a user id like any other.
    this.#state = { pictures: Object.fromEntries(this.#pictures) };
    return this.#state;
  };

  subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  /** Starts what the action asks for, and returns it. Never throws: an action that is not ours, or whose payload cannot be used, changes nothing. */
  dispatch = <A extends PictureAction>(action: A): A => {
    const payload = (action.payload ?? {}) as Record<string, unknown>;
    if (action.type === INVALIDATE && isUserId(payload.userId)) {
      this.#host.invalidate({ userId: payload.userId, hard: payload.hard === true });
    }
    if (action.type === PREFETCH && Array.isArray(payload.userIds)) {
      this.#host.prefetch(payload.userIds.filter(isUserId));
    }
    if (action.type === CLEAR) this.#host.clear();
    return action;
  };

  /** The reducer is the core's; it cannot be replaced. */
  replaceReducer = (): void => {};

  [OBSERVABLE](): StateObservable {
    const { subscribe, getState } = this;
    const observable: StateObservable = {
      subscribe: (observer: { next?: (state: PicturesState) => void }) => {
        observer.next?.(getState());
        return { unsubscribe: subscribe(() => observer.next?.(getState())) };
      },
      [OBSERVABLE]: () => observable,
    };
    return observable;
  }

  /** These pictures changed. */
  noteChanged(slots: readonly number[]): void {
    for (const slot of slots) this.#changed.add(slot);
  }

  notify(): void {
    tellAll(this.#listeners);
  }

  #show(snapshot: PictureSnapshot): void {
    const shown = snapshot.status === 'idle' ? this.#otherVariant(snapshot.userId) : snapshot;
    if (shown === undefined) this.#pictures.delete(snapshot.userId);
    else this.#pictures.set(snapshot.userId, shown);
  }

  #otherVariant(userId: string): PictureSnapshot | undefined {
    const slots = VARIANTS.flatMap((size) => this.#host.findSlot(userId, size) ?? []);
    return slots.map((slot) => this.#host.snapshotOf(slot)).find(({ status }) => status !== 'idle');
  }
}
