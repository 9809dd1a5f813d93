import { configureStore, createEntityAdapter, createSlice } from '@reduxjs/toolkit';
import { QueryClient } from '@tanstack/react-query';
import { LRUCache } from 'lru-cache';
import { type PictureRecord, pictureOf } from './pictures.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

export function filledMap(ids: readonly string[]): Map<string, PictureRecord> {
  return new Map(ids.map((userId) => [userId, pictureOf(userId)]));
}

export function filledLru(ids: readonly string[]): LRUCache<string, PictureRecord> {
  const lru = new LRUCache<string, PictureRecord>({ max: ids.length, ttl: 45 * MINUTE });
  for (const userId of ids) lru.set(userId, pictureOf(userId));
  return lru;
}

export const queryKey = (userId: string): readonly string[] => ['profile-picture', userId];

export function filledQueryClient(ids: readonly string[]): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 45 * MINUTE, gcTime: DAY } } });
  for (const userId of ids) client.setQueryData(queryKey(userId), pictureOf(userId));
  return client;
}

/** An entity adapter's slice, as the documentation of Redux Toolkit keeps records by id. */
export function filledReduxStore(ids: readonly string[]) {
  const adapter = createEntityAdapter<PictureRecord, string>({ selectId: ({ userId }) => userId });
  const pictures = createSlice({
    name: 'pictures',
    initialState: adapter.getInitialState(undefined, ids.map(pictureOf)),
    reducers: { changed: adapter.updateOne },
  });
  const store = configureStore({ reducer: { pictures: pictures.reducer } });
  const { selectById } = adapter.getSelectors((state: ReturnType<typeof store.getState>) => state.pictures);
  return { store, selectById, changed: pictures.actions.changed };
}

export const swrKey = (userId: string): string => `/api/profile-pictures/${userId}`;

/** SWR's cache provider is a Map of states by key. */
export function filledSwrCache(ids: readonly string[]): Map<string, { data: PictureRecord }> {
  return new Map(ids.map((userId) => [swrKey(userId), { data: pictureOf(userId) }]));
}
