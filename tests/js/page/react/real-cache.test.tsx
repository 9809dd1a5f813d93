import type { ReactElement } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CachedProfilePicture,
  createPictureCache,
  type PictureCache,
  type ProfilePicture,
  ProfilePictureProvider,
  useProfilePicture,
} from '../../../../js/index.js';
import { placeholderUrl } from '../../../../js/react/placeholder.js';
import { pictureBytes, shownColour } from '../../support/pictures.js';
import { eventually, onlyImage, renderLive, unmountAll } from '../../support/render.js';
import { openWorld, uniqueName, type World } from '../../support/world.js';

const FRIENDS = Array.from({ length: 50 }, (_, index) => `friend-${index}`);
const RED = '200,0,0';
const BLUE = '0,0,200';

let world: World;
let folder: string;
let caches: PictureCache[];

beforeEach(async () => {
  world = await openWorld();
  folder = `/${uniqueName('pictures')}`;
  caches = [];
});
afterEach(async () => {
  await unmountAll();
  for (const cache of caches) cache.dispose();
});

/** A cache as a freshly loaded page has it. All of a test share their storages. */
function loadPage(): PictureCache {
  const cache = createPictureCache({
    baseUrl: folder,
    account: folder,
    layers: { indexedDB: false, serviceWorker: false },
  });
  caches.push(cache);
  return cache;
}

function picturePath(userId: string, version: string): string {
  return `${folder}/${userId}-${version}.png`;
}

/** The backend knows this version of every friend's picture, and the store has it. */
async function arrange(
  userIds: readonly string[],
  version: string,
  colour: string,
  caching = 'private, max-age=60',
): Promise<void> {
  const body = await pictureBytes(`rgb(${colour})`);
  const serverTime = Date.now();
  const pictures = userIds.map((userId) => ({
    userId,
    url: `${world.storeOrigin}${picturePath(userId, version)}?X-Amz-Signature=${version}`,
    version,
    expiresAt: serverTime + 3_600_000,
    contentType: 'image/png',
    bytes: body.length,
    serverTime,
  }));
  const headers = { 'content-type': 'image/png', etag: `"${version}"`, 'cache-control': caching };
  const stored = { headers, body };
  await Promise.all(userIds.map((userId) => world.answer(picturePath(userId, version), stored)));
  await world.answer(`${folder}/batch`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures, missing: [], serverTime }),
  });
}

function friends(cache: PictureCache, userIds: readonly string[] = FRIENDS): ReactElement {
  return (
    <ProfilePictureProvider cache={cache}>
      {userIds.map((userId) => (
        <CachedProfilePicture key={userId} userId={userId} />
      ))}
    </ProfilePictureProvider>
  );
}

function Reader({ userId = 'ada', see }: { userId?: string; see: (picture: ProfilePicture) => void }) {
  see(useProfilePicture(userId, { size: 64 }));
  return null;
}

function images(container: HTMLElement): HTMLImageElement[] {
  return [...container.querySelectorAll('img')];
}

async function allShow(container: HTMLElement, colour: string): Promise<void> {
  await eventually(() => {
    const colours = images(container).map((image) => (image.complete ? shownColour(image) : 'loading'));
    expect(new Set(colours)).toEqual(new Set([colour]));
  });
}

function isPlaceholder(image: HTMLImageElement): boolean {
  return /^data:image\/(svg|gif)/.test(image.src);
}

async function allAreAnswered(cache: PictureCache, count = FRIENDS.length): Promise<void> {
  await eventually(() => expect(cache.monitor.getReport().layers.network.hits).toBe(count));
}

/** The page has the bytes: a picture is shown by its signed address before. */
async function allAreHeld(container: HTMLElement): Promise<void> {
  await eventually(() => expect(images(container).every(({ src }) => src.startsWith('blob:'))).toBe(true));
}

test('fifty components are one batch call, and all of them get pixels', async () => {
  await arrange(FRIENDS, 'v1', RED);
  const cache = loadPage();
  const { container } = renderLive(friends(cache));
  expect(images(container).every(isPlaceholder)).toBe(true);
  await allShow(container, RED);
  expect(await world.requests(`${folder}/batch`)).toHaveLength(1);
  expect(cache.monitor.getReport()).toMatchObject({
    requests: 50,
    misses: 50,
    layers: { network: { hits: 50 } },
  });
});

test('components that mount again are hits of redux in their first render', async () => {
  await arrange(FRIENDS, 'v1', RED);
  const cache = loadPage();
  const first = renderLive(friends(cache));
  await allShow(first.container, RED);
  await allAreHeld(first.container);
  await first.unmount();
  cache.monitor.reset();
  const { container } = renderLive(friends(cache));
  expect(images(container).some(isPlaceholder)).toBe(false);
  await allShow(container, RED);
  expect(cache.monitor.getReport()).toMatchObject({ requests: 50, layers: { redux: { hits: 50 } } });
  expect(await world.requests(`${folder}/batch`)).toHaveLength(1);
});

test('a picture is shown by its signed address while the page fetches it, in one request', async () => {
  await arrange(['ada'], 'v1', RED);
  const cache = loadPage();
  const { container } = renderLive(friends(cache, ['ada']));
  const sources: string[] = [];
  const image = onlyImage(container);
  new MutationObserver(() => sources.push(image.src.split(':')[0] ?? '')).observe(image, {
    attributeFilter: ['src'],
  });
  await allAreHeld(container);
  await allShow(container, RED);
  expect(sources.filter((source) => source !== 'data')).toEqual(['http', 'blob']);
  expect(await world.requests(picturePath('ada', 'v1'))).toHaveLength(1);
});

test('where the store lets no cache keep them, only the first pictures are fetched twice', async () => {
  await arrange(FRIENDS, 'v1', RED, 'no-store');
  const cache = loadPage();
  const { container, render } = renderLive(friends(cache, FRIENDS.slice(0, 1)));
  await allAreHeld(container);
  await render(friends(cache, FRIENDS.slice(0, 3)));
  await allAreHeld(container);
  const counts = FRIENDS.slice(0, 3).map(
    async (user) => (await world.requests(picturePath(user, 'v1'))).length,
  );
  expect(await Promise.all(counts)).toEqual([2, 1, 1]);
});

test('a list that is left as soon as it is shown is there when it is mounted again', async () => {
  await arrange(FRIENDS, 'v1', RED);
  const cache = loadPage();
  const first = renderLive(friends(cache));
  await allAreAnswered(cache);
  await first.unmount();
  const { container } = renderLive(friends(cache));
  expect(images(container).some(isPlaceholder)).toBe(false);
  await allAreHeld(container);
  expect(await world.requests(`${folder}/batch`)).toHaveLength(1);
});

test('after a reload localStorage answers in the first render', async () => {
  await arrange(FRIENDS, 'v1', RED);
  const before = loadPage();
  const { unmount } = renderLive(friends(before));
  await allAreAnswered(before);
  await unmount();
  before.dispose();
  const cache = loadPage();
  const { container } = renderLive(friends(cache));
  expect(images(container).some(isPlaceholder)).toBe(false);
  await allShow(container, RED);
  expect(cache.monitor.getReport()).toMatchObject({ requests: 50, layers: { localStorage: { hits: 50 } } });
  expect(await world.requests(`${folder}/batch`)).toHaveLength(1);
});

test('after an invalidation the old picture stays until the new one is there', async () => {
  await arrange(['ada'], 'v1', RED);
  const cache = loadPage();
  const { container } = renderLive(friends(cache, ['ada']));
  await allShow(container, RED);
  await allAreHeld(container);
  const sources = new Set<string>();
  const image = onlyImage(container);
  new MutationObserver(() => sources.add(image.src)).observe(image, { attributeFilter: ['src'] });
  await arrange(['ada'], 'v2', BLUE);
  await cache.invalidateProfilePicture({ userId: 'ada' });
  await allShow(container, BLUE);
  expect(onlyImage(container)).toBe(image);
  expect(sources).toEqual(new Set([image.src]));
});

test('a remembered URL that the store refuses is signed again, with initials meanwhile', async () => {
  await arrange(['ada'], 'v1', RED);
  const before = loadPage();
  const first = renderLive(friends(before, ['ada']));
  await allAreAnswered(before, 1);
  await first.unmount();
  before.dispose();
  await arrange(['ada'], 'v2', BLUE);
  await world.answer(picturePath('ada', 'v1'), { status: 403, headers: { 'cache-control': 'no-store' } });
  await fetch(`${world.storeOrigin}${picturePath('ada', 'v1')}?X-Amz-Signature=v1`, { cache: 'reload' });
  const { container } = renderLive(friends(loadPage(), ['ada']));
  expect(isPlaceholder(onlyImage(container))).toBe(false);
  await allShow(container, BLUE);
});

test('a user without a picture keeps the initials', async () => {
  await world.answer(`${folder}/batch`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures: [], missing: ['ada'], serverTime: Date.now() }),
  });
  const cache = loadPage();
  const { container } = renderLive(friends(cache, ['ada']));
  await eventually(() => expect(cache.snapshot('ada', 64).status).toBe('missing'));
  await eventually(() => expect(onlyImage(container).src).toBe(placeholderUrl('ada', undefined)));
});

test('the hook reports an error of the backend and tries again when asked', async () => {
  await world.answer(`${folder}/batch`, { status: 401 });
  let seen: ProfilePicture | undefined;
  const see = (picture: ProfilePicture): void => {
    seen = picture;
  };
  renderLive(
    <ProfilePictureProvider cache={loadPage()}>
      <Reader see={see} />
    </ProfilePictureProvider>,
  );
  await eventually(() => expect(seen?.error?.code).toBe('unauthorized'));
  await arrange(['ada'], 'v1', RED);
  seen?.refetch();
  await eventually(() => expect(seen).toMatchObject({ status: 'ready', error: null }));
});

test('a user id that is a number is an error of the hook, and initials on the page', async () => {
  const number = 42 as unknown as string;
  const seen: ProfilePicture[] = [];
  const { container } = renderLive(
    <ProfilePictureProvider cache={loadPage()}>
      <Reader userId={number} see={(picture) => seen.push(picture)} />
      <CachedProfilePicture userId={number} name={null} />
    </ProfilePictureProvider>,
  );
  await eventually(() => expect(onlyImage(container).src).toBe(placeholderUrl('42', null)));
  expect(seen.at(-1)).toMatchObject({ loading: false, error: { code: 'badUserId', userId: '42' } });
});

test('after clear() a mounted hook waits for nothing, until it asks again', async () => {
  await arrange(['ada'], 'v1', RED);
  const seen: ProfilePicture[] = [];
  const cache = loadPage();
  renderLive(
    <ProfilePictureProvider cache={cache}>
      <Reader see={(picture) => seen.push(picture)} />
    </ProfilePictureProvider>,
  );
  expect(seen[0]).toMatchObject({ status: 'idle', loading: true });
  await eventually(() => expect(seen.at(-1)?.status).toBe('ready'));
  await cache.clear();
  await eventually(() => expect(seen.at(-1)).toMatchObject({ status: 'idle', loading: false, url: null }));
  seen.at(-1)?.refetch();
  await eventually(() => expect(seen.at(-1)?.status).toBe('ready'));
});

test('nothing is left waiting or held when the last component is gone', async () => {
  await arrange(FRIENDS, 'v1', RED);
  const cache = loadPage();
  const { container, unmount } = renderLive(friends(cache));
  await allShow(container, RED);
  await unmount();
  expect(cache.monitor.getReport().gauges.waiting).toBe(0);
  await cache.clear();
  await eventually(() => expect(cache.monitor.getReport().gauges.objectUrls).toBe(0));
});

test('without a provider a default cache is made once, and is at the console', async () => {
  await world.answer('/api/profile-pictures/batch', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pictures: [], missing: ['ada', 'bob'], serverTime: Date.now() }),
  });
  renderLive(<CachedProfilePicture userId="ada" />);
  const { cacheMonitor } = window;
  renderLive(<CachedProfilePicture userId="bob" />);
  expect(window.cacheMonitor).toBe(cacheMonitor);
  await eventually(() => expect(cacheMonitor.getReport().requests).toBe(2));
});
