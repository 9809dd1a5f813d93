import { act } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProfilePictureError } from '../../../../js/client/errors.js';
import {
  type ProfilePicture,
  ProfilePictureProvider,
  type UseProfilePictureOptions,
  useProfilePicture,
} from '../../../../js/index.js';
import { createScriptedCache, type ScriptedCache } from '../../doubles/scripted-cache.js';
import { render, unmountAll } from '../../support/render.js';

let cache: ScriptedCache;
/** What the hook gave at each render. */
let seen: ProfilePicture[];

beforeEach(() => {
  cache = createScriptedCache();
  seen = [];
});
afterEach(unmountAll);

function Reader({ userId, ...options }: { userId: string | null } & UseProfilePictureOptions) {
  seen.push(useProfilePicture(userId, options));
  return null;
}

function reader(userId: string | null, options: UseProfilePictureOptions = {}, from = cache) {
  return (
    <ProfilePictureProvider cache={from}>
      <Reader userId={userId} {...options} />
    </ProfilePictureProvider>
  );
}

const last = (): ProfilePicture | undefined => seen.at(-1);

test('a picture that is known is there in the first render', async () => {
  cache.set('ada', { status: 'ready', url: 'blob:ada', layer: 'redux', version: 'v1' });
  await render(reader('ada'));
  expect(seen[0]).toMatchObject({
    url: 'blob:ada',
    loading: false,
    layer: 'redux',
    version: 'v1',
    status: 'ready',
  });
});

test('a picture that comes later is shown when it is there', async () => {
  await render(reader('ada'));
  expect(last()).toMatchObject({ url: null, loading: true, status: 'idle' });
  await act(async () => cache.set('ada', { status: 'loading', fetching: true }));
  expect(last()).toMatchObject({ url: null, loading: true, status: 'loading' });
  await act(async () => cache.set('ada', { status: 'ready', url: 'blob:ada', layer: 'network' }));
  expect(last()).toMatchObject({ url: 'blob:ada', loading: false, layer: 'network', error: null });
});

test('an error and a stale picture are reported side by side', async () => {
  const error = new ProfilePictureError('unreachable', 'ada');
  cache.set('ada', { status: 'ready', url: 'blob:ada', stale: true, error });
  await render(reader('ada'));
  expect(last()).toMatchObject({ url: 'blob:ada', stale: true, error });
});

test('a user without a picture is not loading', async () => {
  cache.set('ada', { status: 'missing' });
  await render(reader('ada'));
  expect(last()).toMatchObject({ url: null, loading: false, status: 'missing' });
});

test('without a user nothing is asked', async () => {
  await render(reader(null));
  expect(last()).toMatchObject({ url: null, loading: false, status: 'idle' });
  expect(cache.subscriptions).toEqual([]);
});

test("another picture's change does not render again", async () => {
  await render(reader('ada'));
  const before = seen.length;
  await act(async () => cache.set('bob', { status: 'ready', url: 'blob:bob' }));
  expect(seen.length).toBe(before);
});

test('what the hook gives stays the same object while nothing changed', async () => {
  const { render: again } = await render(reader('ada'), { strict: false });
  const before = last();
  await again(reader('ada'));
  expect(last()).toBe(before);
});

test('refetch and reportBroken reach the cache, and refetch keeps its identity', async () => {
  await render(reader('ada'));
  const first = last()?.refetch;
  await act(async () => cache.set('ada', { status: 'ready', url: 'blob:ada' }));
  expect(last()?.refetch).toBe(first);
  first?.();
  expect(cache.refetched).toEqual(['ada']);
  await act(async () => last()?.reportBroken());
  expect(cache.broken).toEqual([{ userId: 'ada', url: 'blob:ada' }]);
});

test('the size is asked for', async () => {
  await render(reader('ada', { size: 256 }));
  expect(cache.subscriptions).toEqual([{ userId: 'ada', size: 256 }]);
});

test("StrictMode's second mount is not a second request, and leaves one subscriber", async () => {
  await render(reader('ada'));
  expect(cache.subscriptions).toHaveLength(1);
  expect(cache.subscriberCount('ada')).toBe(1);
});

test('unmounting leaves no subscriber and holds nothing', async () => {
  cache.set('ada', { status: 'ready', url: 'blob:ada' });
  const { unmount } = await render(reader('ada'));
  expect(cache.heldUrls()).toEqual({ 'blob:ada': 1 });
  await unmount();
  expect(cache.subscriberCount('ada')).toBe(0);
  expect(cache.heldUrls()).toEqual({});
});

test('a component that mounts again is a new request', async () => {
  const { unmount } = await render(reader('ada'));
  await unmount();
  await render(reader('ada'));
  expect(cache.subscriptions).toHaveLength(2);
});

test('of two versions only the shown one is held', async () => {
  cache.set('ada', { status: 'ready', url: 'blob:old' });
  await render(reader('ada'));
  await act(async () => cache.set('ada', { url: 'blob:new' }));
  expect(cache.heldUrls()).toEqual({ 'blob:new': 1 });
});

test('a second user, and a second cache, take the place of the first', async () => {
  const { render: again } = await render(reader('ada'), { strict: false });
  await again(reader('bob'));
  expect([cache.subscriberCount('ada'), cache.subscriberCount('bob')]).toEqual([0, 1]);
  const other = createScriptedCache();
  other.set('bob', { status: 'ready', url: 'blob:other' });
  await again(reader('bob', {}, other));
  expect([cache.subscriberCount('bob'), other.subscriberCount('bob')]).toEqual([0, 1]);
  expect(last()?.url).toBe('blob:other');
});
