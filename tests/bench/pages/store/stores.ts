import { notifyManager, QueryObserver } from '@tanstack/react-query';
import { prefetchProfilePictures } from 'profile-picture-cache';
import { filledQueryClient, filledReduxStore, queryKey } from '../shared/other-worlds.js';
import { filledCache } from '../shared/our-world.js';
import type { PictureRecord } from '../shared/pictures.js';

/** A store full of pictures, whose subscribers each want to know of one. */
export interface Store {
  /** Changes each of these pictures once; `changed` of its subscribers is told before it ends, or before the promise is settled. */
  change(userIds: readonly string[]): Promise<void> | undefined;
  /** Sends an action about each of these pictures to the store, where it is a Redux one. */
  dispatch?(userIds: readonly string[]): void;
  /** Nothing is under way any more. */
  rest(): Promise<void>;
  /** `visit` is called whenever the store calls this subscriber, be it of another picture's change. Returns the way out. */
  subscribe(userId: string, visit: () => void): () => void;
}

export type Users = readonly string[];

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A change is that a picture is being fetched again, which its subscribers are told; what the backend answers is not measured. */
async function ours(users: Users): Promise<Store> {
  const cache = await filledCache(users);
  const isBusy = (): boolean => users.some((userId) => cache.snapshot(userId).fetching);
  return {
    change: (userIds) => {
      for (const userId of userIds) cache.refetch(userId);
      return undefined;
    },
    // Of a picture that is there: what the action costs, without a fetch.
    dispatch: (userIds) => {
      for (const userId of userIds) cache.store.dispatch(prefetchProfilePictures([userId]));
    },
    rest: async () => {
      do await nextTask();
      while (isBusy());
    },
    subscribe: (userId, visit) => cache.subscribe(userId, undefined, visit),
  };
}

/** Each subscriber is told of every change and selects its own, as useSelector does. */
function redux(users: Users): Store {
  const { store, selectById, changed } = filledReduxStore(users);
  let version = 0;
  const dispatch = (userIds: readonly string[]): void => {
    for (const id of userIds) {
      version += 1;
      store.dispatch(changed({ id, changes: { version: String(version) } }));
    }
  };
  return {
    dispatch,
    change: (userIds) => {
      dispatch(userIds);
      return undefined;
    },
    rest: nextTask,
    subscribe: (userId, visit) => {
      let last = selectById(store.getState(), userId);
      return store.subscribe(() => {
        const next = selectById(store.getState(), userId);
        if (next !== last) last = next;
        visit();
      });
    },
  };
}

/** Told in a microtask, not in a timer's task, whose wait would be measured otherwise. */
function tanstack(users: Users): Store {
  notifyManager.setScheduler(queueMicrotask);
  const client = filledQueryClient(users);
  let version = 0;
  return {
    change: async (userIds) => {
      for (const userId of userIds) {
        version += 1;
        client.setQueryData<PictureRecord>(queryKey(userId), (before) =>
          before === undefined ? before : { ...before, version: String(version) },
        );
      }
      await Promise.resolve();
    },
    rest: nextTask,
    subscribe: (userId, visit) =>
      new QueryObserver(client, { queryKey: queryKey(userId), enabled: false }).subscribe(visit),
  };
}

export async function createStores(users: Users): Promise<Record<string, Store>> {
  return { 'profile-picture-cache': await ours(users), redux: redux(users), tanstack: tanstack(users) };
}
