import { createElement, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { Provider, useSelector } from 'react-redux';
import { combineReducers, createStore } from 'redux';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  clearProfilePictures,
  invalidateProfilePicture,
  prefetchProfilePictures,
} from '../../../../js/client/actions.js';
import { ReduxStore } from '../../../../js/client/redux-store.js';
import type { PictureStore, PicturesState } from '../../../../js/client/types.js';
import { closePage, loadCache, newStores, openPage, pass, type Stores } from '../../support/page-cache.js';

const nothing = (): void => {};

function Status(): ReactElement {
  const status = useSelector((state: PicturesState) => state.pictures.ada?.status);
  return createElement('b', null, status);
}

let stores: Stores;

beforeEach(() => {
  openPage();
  stores = newStores();
  stores.backend.put(['ada', 'bob', 'cleo', '__proto__', 'constructor']);
});
afterEach(closePage);

function load(...users: string[]) {
  const cache = loadCache(stores);
  for (const userId of users) cache.subscribe(userId, undefined, nothing);
  return cache;
}

test('the state is empty at first, and the same object until something changes', async () => {
  const { store } = load();
  const empty = store.getState();
  expect(empty).toEqual({ pictures: {} });
  expect(store.getState()).toBe(empty);
  await pass();
  expect(store.getState()).toBe(empty);
});

test('it holds what is known of each picture', async () => {
  const { store } = load('ada', 'nobody');
  expect(store.getState().pictures.ada?.status).toBe('loading');
  await pass();
  expect(store.getState().pictures).toMatchObject({
    ada: { userId: 'ada', status: 'ready', layer: 'network', version: 'v1', bytes: 64, error: null },
    nobody: { status: 'missing', url: null },
  });
  expect(store.getState().pictures.ada?.url).toMatch(/^blob:/);
});

test('a change shares what did not change', async () => {
  const cache = load('ada', 'bob');
  await pass();
  const before = cache.store.getState();
  cache.refetch('ada');
  const after = cache.store.getState();
  expect(after).not.toBe(before);
  expect(after.pictures.bob).toBe(before.pictures.bob);
  expect(after.pictures.ada).not.toBe(before.pictures.ada);
  expect(before.pictures.ada?.fetching).toBe(false);
});

test('listeners are told after a change, until they leave', async () => {
  const cache = load('ada');
  const states: PicturesState[] = [];
  const leave = cache.store.subscribe(() => states.push(cache.store.getState()));
  await pass();
  expect(states.at(-1)?.pictures.ada?.status).toBe('ready');
  const told = states.length;
  leave();
  leave();
  cache.refetch('ada');
  await pass();
  expect(states).toHaveLength(told);
});

test('one listener that is given twice is told twice and leaves one by one', async () => {
  const cache = load();
  const listener = vi.fn();
  const leave = cache.store.subscribe(listener);
  cache.store.subscribe(listener);
  leave();
  cache.subscribe('ada', undefined, nothing);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('the actions do what the methods do, and are returned', async () => {
  const cache = load('ada');
  await pass();
  const { store } = cache;
  const prefetch = prefetchProfilePictures(['bob', 'cleo']);
  expect(store.dispatch(prefetch)).toBe(prefetch);
  await pass();
  expect(stores.backend.described).toEqual([['ada'], ['bob', 'cleo']]);
  stores.backend.put('ada', 'v2');
  store.dispatch(invalidateProfilePicture({ userId: 'ada' }));
  expect(store.getState().pictures.ada).toMatchObject({ stale: true, version: 'v1' });
  await pass();
  expect(store.getState().pictures.ada).toMatchObject({ stale: false, version: 'v2' });
  store.dispatch(invalidateProfilePicture({ userId: 'ada', hard: true }));
  expect(store.getState().pictures.ada).toMatchObject({ status: 'loading', url: null });
  await pass();
  store.dispatch(clearProfilePictures());
  expect(store.getState().pictures).toEqual({});
});

test.each([
  ['an action of somebody else', { type: 'todos/add', payload: { userId: 'ada' } }],
  ['an invalidation without payload', { type: 'profilePictures/invalidate' }],
  ['an invalidation of nobody', { type: 'profilePictures/invalidate', payload: {} }],
  ['an invalidation of a number', { type: 'profilePictures/invalidate', payload: { userId: 5 } }],
  ['an invalidation of a bad user id', { type: 'profilePictures/invalidate', payload: { userId: '\u0000' } }],
  ['an invalidation with text as payload', { type: 'profilePictures/invalidate', payload: 'ada' }],
  ['an invalidation with null as payload', { type: 'profilePictures/invalidate', payload: null }],
  ['a prefetch without payload', { type: 'profilePictures/prefetch' }],
  ['a prefetch of no list', { type: 'profilePictures/prefetch', payload: { userIds: 'ada' } }],
  ['a prefetch of numbers', { type: 'profilePictures/prefetch', payload: { userIds: [5, null, ''] } }],
])('%s is returned and changes nothing', async (_what, action) => {
  const cache = load('ada');
  await pass();
  const before = cache.store.getState();
  expect(cache.store.dispatch(action)).toBe(action);
  await pass();
  expect(cache.store.getState()).toBe(before);
  expect(stores.backend.described).toHaveLength(1);
});

test('the cache is asked for nothing that it would have to refuse', () => {
  const host = {
    snapshotOf: vi.fn(),
    findSlot: vi.fn(),
    invalidate: vi.fn(),
    prefetch: vi.fn(),
    clear: vi.fn(),
  };
  const store = new ReduxStore(host);
  store.dispatch({ type: 'profilePictures/invalidate', payload: { userId: '' } });
  store.dispatch({ type: 'profilePictures/prefetch', payload: { userIds: ['', 'ada', 5] } });
  store.dispatch({ type: 'profilePictures/invalidate', payload: { userId: 'ada', hard: 'yes' } });
  expect(host.invalidate.mock.calls).toEqual([[{ userId: 'ada', hard: false }]]);
  expect(host.prefetch.mock.calls).toEqual([[['ada']]]);
});

test('after dispose() the last state stays, and actions change nothing', async () => {
  const cache = load('ada');
  await pass();
  const { ada } = cache.store.getState().pictures;
  cache.refetch('ada');
  cache.dispose();
  const last = cache.store.getState();
  expect(last.pictures.ada).toMatchObject({ version: ada?.version, fetching: true });
  cache.store.dispatch(invalidateProfilePicture({ userId: 'ada' }));
  cache.store.dispatch(prefetchProfilePictures(['bob']));
  cache.store.dispatch(clearProfilePictures());
  await pass();
  expect(cache.store.getState()).toBe(last);
});

test('pictures that were evicted are not in it any more', async () => {
  const cache = loadCache(stores, { limits: { storeEntries: 1 } });
  await Promise.all([cache.prefetch(['ada', 'bob', 'cleo']), pass()]);
  expect(Object.keys(cache.store.getState().pictures)).toHaveLength(1);
});

test('a lookup that was cancelled leaves nothing in it', async () => {
  const cache = load();
  cache.subscribe('ada', undefined, nothing)();
  await pass();
  expect(cache.store.getState().pictures).toEqual({});
});

test('of several sizes the one that changed last is shown, and another one when it goes', async () => {
  const cache = load();
  const leave = cache.subscribe('ada', 64, nothing);
  await pass();
  const small = cache.snapshot('ada', 64);
  expect(cache.store.getState().pictures.ada).toBe(small);
  cache.subscribe('ada', 512, nothing)();
  await pass();
  expect(cache.store.getState().pictures.ada).toBe(small);
  cache.subscribe('ada', 512, nothing);
  await pass();
  expect(cache.store.getState().pictures.ada).toBe(cache.snapshot('ada', 512));
  cache.refetch('ada', 64);
  expect(cache.store.getState().pictures.ada).toBe(cache.snapshot('ada', 64));
  leave();
});

test.each(['__proto__', 'constructor'])('%s is a user like any other', async (userId) => {
  const cache = load(userId, 'ada');
  await pass();
  const { pictures } = cache.store.getState();
  expect(Object.keys(pictures).sort()).toEqual([userId, 'ada'].sort());
  expect(Object.getOwnPropertyDescriptor(pictures, userId)?.value).toMatchObject({ userId, status: 'ready' });
  expect(Object.getPrototypeOf(pictures)).toBe(Object.prototype);
});

test('redux takes it for an observable of states', async () => {
  const cache = load('ada');
  const seen: string[] = [];
  const observable = cache.store[Symbol.observable ?? '@@observable']();
  expect(observable[Symbol.observable ?? '@@observable']()).toBe(observable);
  const { unsubscribe } = observable.subscribe({
    next: ({ pictures }) => seen.push(pictures.ada?.status ?? 'none'),
  });
  observable.subscribe({});
  await pass();
  unsubscribe();
  cache.refetch('ada');
  await pass();
  expect(seen).toEqual(['loading', 'ready']);
});

test('it has the shape of a store of redux', () => {
  const store: PictureStore = load().store;
  const model = createStore(combineReducers({ pictures: (state = {}) => state }));
  for (const name of Object.keys(model)) expect(typeof store[name as 'dispatch']).toBe('function');
  expect(() => store.replaceReducer(() => ({}))).not.toThrow();
});

test('react-redux selects from it', async () => {
  const cache = load('ada');
  await pass();
  const element = createElement(Provider, {
    store: cache.store as never,
    // biome-ignore lint/correctness/noChildrenProp: there is no JSX in this file.
    children: createElement(Status),
  });
  expect(renderToString(element)).toBe('<b>ready</b>');
});
