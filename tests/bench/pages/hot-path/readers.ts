import type { QueryClient } from '@tanstack/react-query';
import type { PictureCache } from 'profile-picture-cache';
import {
  filledLru,
  filledMap,
  filledQueryClient,
  filledReduxStore,
  filledSwrCache,
  queryKey,
  swrKey,
} from '../shared/other-worlds.js';
import { filledCache, mountReaders } from '../shared/our-world.js';
import { pictureOf } from '../shared/pictures.js';

/**
 * Reads the pictures of `order` (places in the list of users), one after another, and does with each what React does with a snapshot: compares
 * it with one it has. Gives how often it was another one, which proves that they were read.
 */
export type Reader = (order: Int32Array) => number;
export type AsyncReader = (order: Int32Array) => Promise<number>;

/** Each loop stands for itself: a shared one would be compiled for all contenders at once, and slow down the fast ones. */
export interface Readers {
  read: Record<string, Reader>;
  resolve: Record<string, AsyncReader>;
}

type Users = readonly string[];

const at = (users: Users, order: Int32Array, i: number): string => users[order[i] as number] as string;

function mounted(cache: PictureCache, users: Users): Reader {
  const reads = mountReaders(cache, users);
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = (reads[order[i] as number] as () => unknown)();
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function snapshots(cache: PictureCache, users: Users): Reader {
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = cache.snapshot(at(users, order, i));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function map(pictures: ReturnType<typeof filledMap>, users: Users): Reader {
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = pictures.get(at(users, order, i));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function lru(pictures: ReturnType<typeof filledLru>, users: Users): Reader {
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = pictures.get(at(users, order, i));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function redux({ store, selectById }: ReturnType<typeof filledReduxStore>, users: Users): Reader {
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = selectById(store.getState(), at(users, order, i));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function swr(cache: ReturnType<typeof filledSwrCache>, users: Users): Reader {
  const keys = users.map(swrKey);
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = cache.get(at(keys, order, i));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

function tanstack(client: QueryClient, users: Users): Reader {
  return (order) => {
    let changes = 0;
    let last: unknown;
    for (let i = 0; i < order.length; i += 1) {
      const next = client.getQueryData(queryKey(at(users, order, i)));
      if (next !== last) changes += 1;
      last = next;
    }
    return changes;
  };
}

/** Outside of a component: each answer is awaited before the next is asked for. */
function resolvers({ cache, client, pictures }: Worlds, users: Users): Record<string, AsyncReader> {
  const queryFn = ({ queryKey: key }: { queryKey: readonly string[] }) => pictureOf(key[1] as string);
  return {
    'profile-picture-cache': async (order) => {
      let sum = 0;
      for (let i = 0; i < order.length; i += 1) sum += (await cache.resolve(at(users, order, i))).bytes;
      return sum;
    },
    map: async (order) => {
      let sum = 0;
      for (let i = 0; i < order.length; i += 1) sum += (await pictures.get(at(users, order, i)))?.bytes ?? 0;
      return sum;
    },
    tanstack: async (order) => {
      let sum = 0;
      for (let i = 0; i < order.length; i += 1) {
        sum += (await client.fetchQuery({ queryKey: queryKey(at(users, order, i)), queryFn })).bytes;
      }
      return sum;
    },
  };
}

/** Each contender with a picture of every user. */
export interface Worlds {
  cache: PictureCache;
  client: QueryClient;
  pictures: ReturnType<typeof filledMap>;
  lru: ReturnType<typeof filledLru>;
  redux: ReturnType<typeof filledReduxStore>;
  swr: ReturnType<typeof filledSwrCache>;
}

export async function createWorlds(users: Users): Promise<Worlds> {
  return {
    cache: await filledCache(users),
    client: filledQueryClient(users),
    pictures: filledMap(users),
    lru: filledLru(users),
    redux: filledReduxStore(users),
    swr: filledSwrCache(users),
  };
}

/** Ways to read the pictures of these users, who are some or all of those that the worlds know. */
export function createReaders(worlds: Worlds, users: Users): Readers {
  return {
    read: {
      map: map(worlds.pictures, users),
      'profile-picture-cache': mounted(worlds.cache, users),
      'profile-picture-cache snapshot': snapshots(worlds.cache, users),
      'lru-cache': lru(worlds.lru, users),
      redux: redux(worlds.redux, users),
      swr: swr(worlds.swr, users),
      tanstack: tanstack(worlds.client, users),
    },
    resolve: resolvers(worlds, users),
  };
}
