import { CLEAR, INVALIDATE, PREFETCH } from './actions.js';
import type {
  PictureAction,
  PictureSnapshot,
  PictureStore,
  PicturesState,
  StateObservable,
} from './types.js';

/** The interoperation point that Redux uses; the symbol is only there when a library brought it. */
const OBSERVABLE: typeof Symbol.observable = Symbol.observable ?? ('@@observable' as never);

/** What the store asks of the cache. */
export interface StoreHost {
  /** The user of a slot and what is known of the picture. */
  snapshotOf(slot: number): PictureSnapshot;
  invalidate(target: { userId: string; hard?: boolean }): void;
  prefetch(userIds: readonly string[]): void;
  clear(): void;
}

/**
 * A view of the core's state as a Redux store. getState() gives the same object until a picture changes, and then shares what did not change. Where
 * a user has several variants, the one that changed last is shown.
 */
export class ReduxStore implements PictureStore {
  readonly #host: StoreHost;
  readonly #listeners = new Set<() => void>();
  readonly #changed = new Set<number>();
  #state: PicturesState = { pictures: {} };

  constructor(host: StoreHost) {
    this.#host = host;
  }

  getState = (): PicturesState => {
    if (this.#changed.size > 0) {
      const pictures = { ...this.#state.pictures };
      for (const slot of this.#changed) {
        const snapshot = this.#host.snapshotOf(slot);
        pictures[snapshot.userId] = snapshot;
      }
      this.#changed.clear();
      this.#state = { pictures };
    }
    return this.#state;
  };

  subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  dispatch = <A extends PictureAction>(action: A): A => {
    const payload = action.payload as Record<string, unknown> | undefined;
    if (action.type === INVALIDATE) this.#host.invalidate(payload as { userId: string; hard?: boolean });
    if (action.type === PREFETCH) this.#host.prefetch(payload?.userIds as readonly string[]);
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
    for (const listener of [...this.#listeners]) listener();
  }
}
