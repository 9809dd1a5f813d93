import { act, createRef } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  CachedProfilePicture,
  type CachedProfilePictureProps,
  ProfilePictureProvider,
} from '../../../../js/index.js';
import { placeholderUrl } from '../../../../js/react/placeholder.js';
import { plainColourUrl } from '../../../../js/react/plain-colour.js';
import { createScriptedCache, type ScriptedCache } from '../../doubles/scripted-cache.js';
import { paintedColour, pictureBytes, pictureUrl, shownColour } from '../../support/pictures.js';
import { eventually, onlyImage, render, renderLive, unmountAll } from '../../support/render.js';
import { openWorld, uniqueName } from '../../support/world.js';

const complain = vi.spyOn(console, 'error');
let cache: ScriptedCache;

beforeEach(() => {
  cache = createScriptedCache();
  complain.mockClear();
});
afterEach(async () => {
  await unmountAll();
  expect(complain.mock.calls).toEqual([]);
});

function picture(props: Partial<CachedProfilePictureProps> & { ref?: React.Ref<HTMLImageElement> } = {}) {
  return (
    <ProfilePictureProvider cache={cache}>
      <CachedProfilePicture userId="ada" name="Ada Lovelace" {...props} />
    </ProfilePictureProvider>
  );
}

/** Every `src` that the element had, in order. */
function recordSources(image: HTMLImageElement): (string | null)[] {
  const sources = [image.getAttribute('src')];
  new MutationObserver(() => sources.push(image.getAttribute('src'))).observe(image, {
    attributeFilter: ['src'],
  });
  return sources;
}

test('while there is no picture the one <img> shows initials and has its final size', async () => {
  const { container } = await render(picture({ size: 48 }));
  const image = onlyImage(container);
  await eventually(() => expect(image.src).toBe(placeholderUrl('ada', 'Ada Lovelace')));
  await image.decode();
  expect(image.naturalWidth).toBeGreaterThan(0);
  const { width, height } = image.getBoundingClientRect();
  expect([width, height]).toEqual([48, 48]);
});

test("before its initials an <img> shows the user's colour", async () => {
  const pauses: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (task: () => void) => pauses.push(task));
  cache.set('ada', { status: 'missing' });
  const { container } = renderLive(picture({ name: '' }));
  const image = onlyImage(container);
  const initials = placeholderUrl('ada', '');
  expect(image.src).toBe(plainColourUrl('ada'));
  await image.decode();
  const colour = await paintedColour(image);
  await eventually(() => expect(pauses).toHaveLength(1));
  for (const pause of pauses) pause();
  vi.unstubAllGlobals();
  await eventually(() => expect(image.src).toBe(initials));
  await image.decode();
  expect(await paintedColour(image)).toBe(colour);
});

test('while a picture may come there are no initials for a second', async () => {
  const { container } = renderLive(picture());
  const start = performance.now();
  await eventually(() => expect(onlyImage(container).src).toMatch(/^data:image\/svg/));
  expect(performance.now() - start).toBeGreaterThanOrEqual(1000);
});

test('elements get their initials a few at a time', async () => {
  const pauses: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (task: () => void) => pauses.push(task));
  for (const userId of 'abcdefghij') cache.set(userId, { status: 'missing' });
  const friends = [...'abcdefghij'].map((userId) => <CachedProfilePicture key={userId} userId={userId} />);
  const { container } = await render(
    <ProfilePictureProvider cache={cache}>{friends}</ProfilePictureProvider>,
  );
  const initials = (): number => container.querySelectorAll('img[src^="data:image/svg"]').length;
  await eventually(() => expect(pauses).toHaveLength(1));
  const counts = [initials()];
  for (const pause of pauses) {
    await act(async () => pause());
    counts.push(initials());
  }
  vi.unstubAllGlobals();
  expect(counts).toEqual([0, 4, 8, 10]);
});

test("the page's `img { height: auto }` does not change the size when another format arrives", async () => {
  const sheet = document.createElement('style');
  sheet.textContent = 'img { max-width: 100%; height: auto }';
  document.head.append(sheet);
  cache.set('ada', { status: 'ready', url: await pictureUrl('red') });
  const { container } = await render(picture());
  expect(onlyImage(container).getBoundingClientRect().height).toBe(40);
  expect(getComputedStyle(onlyImage(container)).objectFit).toBe('cover');
  sheet.remove();
});

test('a picture that is known is the src of the first element that the page sees', async () => {
  const url = await pictureUrl('rgb(200, 0, 0)');
  cache.set('ada', { status: 'ready', url });
  const sources: (string | null)[] = [];
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      for (const image of (target as Element).querySelectorAll?.('img') ?? [])
        sources.push(image.getAttribute('src'));
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  const { container } = await render(picture());
  await onlyImage(container).decode();
  observer.disconnect();
  expect(new Set(sources)).toEqual(new Set([url]));
  expect(shownColour(onlyImage(container))).toBe('200,0,0');
});

test('a new version is swapped in the same element, without initials in between', async () => {
  const [old, fresh] = await Promise.all([pictureUrl('rgb(200, 0, 0)'), pictureUrl('rgb(0, 0, 200)')]);
  cache.set('ada', { status: 'ready', url: old });
  const { container } = await render(picture());
  const image = onlyImage(container);
  await image.decode();
  const sources = recordSources(image);
  await act(async () => cache.set('ada', { stale: true, fetching: true }));
  expect(shownColour(image)).toBe('200,0,0');
  await act(async () => cache.set('ada', { url: fresh, stale: false, fetching: false }));
  await image.decode();
  expect(onlyImage(container)).toBe(image);
  expect(sources).toEqual([old, fresh]);
  expect(shownColour(image)).toBe('0,0,200');
});

test.each(['initials', 'picture'] as const)(
  'while a picture loads slowly, the %s before it stay painted',
  async (before) => {
    const world = await openWorld();
    const path = `/${uniqueName('slow')}.png`;
    const body = await pictureBytes('rgb(0, 0, 200)');
    await world.answer(path, { headers: { 'content-type': 'image/png' }, body, held: 'body' });
    if (before === 'picture') cache.set('ada', { status: 'ready', url: await pictureUrl('rgb(200, 0, 0)') });
    const { container } = await render(picture({ name: '' }));
    const image = onlyImage(container);
    if (before === 'initials') await eventually(() => expect(image.src).toBe(placeholderUrl('ada', '')));
    await image.decode();
    const colour = await paintedColour(image);
    await act(async () => cache.set('ada', { status: 'ready', url: `${world.storeOrigin}${path}` }));
    await world.arrived(path);
    expect(image.complete).toBe(false);
    expect(await paintedColour(image)).toBe(colour);
    await world.release(path);
    await image.decode();
    expect(await paintedColour(image)).toBe('0,0,200');
  },
);

test("another user's picture gets another element, so that nobody wears the face of the one before", async () => {
  cache.set('ada', { status: 'ready', url: await pictureUrl('red') });
  const { container, render: again } = await render(picture(), { strict: false });
  const image = onlyImage(container);
  await again(picture({ userId: 'bob', name: 'Bob' }));
  expect(onlyImage(container)).not.toBe(image);
  await eventually(() => expect(onlyImage(container).src).toBe(placeholderUrl('bob', 'Bob')));
});

test('a URL that cannot be shown is reported once, and initials take its place', async () => {
  cache.set('ada', { status: 'ready', url: 'data:image/png;base64,AAAA' });
  const onError = vi.fn();
  const { container } = await render(picture({ onError }));
  await eventually(() =>
    expect(cache.broken).toEqual([{ userId: 'ada', url: 'data:image/png;base64,AAAA' }]),
  );
  await eventually(() => expect(onlyImage(container).src).toBe(placeholderUrl('ada', 'Ada Lovelace')));
  await onlyImage(container).decode();
  expect(onError).toHaveBeenCalledOnce();
  expect(cache.broken).toHaveLength(1);
});

test('after a broken URL the next one is shown', async () => {
  cache.set('ada', { status: 'ready', url: 'data:image/png;base64,AAAA' });
  const { container } = renderLive(picture());
  await eventually(() => expect(cache.broken).toHaveLength(1));
  const url = await pictureUrl('rgb(0, 200, 0)');
  cache.set('ada', { url });
  await eventually(() => expect(shownColour(onlyImage(container))).toBe('0,200,0'));
});

test('onLoad is called for the picture, not for the initials', async () => {
  const onLoad = vi.fn();
  const { container } = await render(picture({ onLoad }));
  await eventually(() => expect(onlyImage(container).src).toMatch(/^data:image\/svg/));
  await onlyImage(container).decode();
  await new Promise(requestAnimationFrame);
  expect(onLoad).not.toHaveBeenCalled();
  const url = await pictureUrl('red');
  await act(async () => cache.set('ada', { status: 'ready', url }));
  await eventually(() => expect(onLoad).toHaveBeenCalledOnce());
});

test.each([
  [{}, 'Ada Lovelace'],
  [{ alt: '' }, ''],
  [{ alt: 'You' }, 'You'],
  [{ name: undefined }, ''],
])('with %j the text alternative is %j', async (props, alt) => {
  const { container } = await render(picture(props));
  expect(onlyImage(container).getAttribute('alt')).toBe(alt);
});

test('other attributes pass through, and `name` does not', async () => {
  const { container } = await render(
    picture({
      className: 'round',
      title: 'Ada',
      'aria-hidden': true,
      style: { borderRadius: 8 },
      decoding: 'async',
    }),
  );
  const image = onlyImage(container);
  expect(image).toMatchObject({ className: 'round', title: 'Ada', decoding: 'async', name: '' });
  expect(image.getAttribute('aria-hidden')).toBe('true');
  expect(image.style.borderRadius).toBe('8px');
  expect(image.style.width).toBe('40px');
});

test('a ref, as an object or a function, gets the <img>, and the next one when the user changes', async () => {
  const ref = createRef<HTMLImageElement>();
  const { container, render: again, unmount } = await render(picture({ ref }), { strict: false });
  expect(ref.current).toBe(onlyImage(container));
  await again(picture({ ref, userId: 'bob' }));
  expect(ref.current).toBe(onlyImage(container));
  const calls: (HTMLImageElement | null)[] = [];
  const callback = (element: HTMLImageElement | null): void => void calls.push(element);
  await again(picture({ ref: callback, userId: 'bob' }));
  expect(ref.current).toBeNull();
  expect(calls).toEqual([onlyImage(container)]);
  await unmount();
  expect(calls.at(-1)).toBeNull();
});

test('the variant fits the size and the screen', async () => {
  const ratio = vi.spyOn(window, 'devicePixelRatio', 'get');
  for (const [pixelRatio, size, variant] of [
    [1, 40, 64],
    [2, 40, 128],
    [3, 120, 512],
    [2, 400, 512],
  ] as const) {
    ratio.mockReturnValue(pixelRatio);
    const { unmount } = await render(picture({ size }));
    expect(cache.subscriptions.at(-1)).toEqual({ userId: 'ada', size: variant });
    await unmount();
  }
  ratio.mockRestore();
});

test('signed URLs are fetched in CORS mode, as the cache itself does', async () => {
  const { container } = await render(picture());
  expect(onlyImage(container).crossOrigin).toBe('anonymous');
});

test('without a user there is a neutral placeholder and no request', async () => {
  const { container } = await render(picture({ userId: null, name: undefined }));
  expect(onlyImage(container).src).toBe(plainColourUrl(null));
  await eventually(() => expect(onlyImage(container).src).toBe(placeholderUrl(null, undefined)));
  expect(cache.subscriptions).toEqual([]);
});

test('while it is shown its object URL is held, and not any longer', async () => {
  const url = await pictureUrl('red');
  cache.set('ada', { status: 'ready', url });
  const { unmount } = await render(picture());
  expect(cache.heldUrls()).toEqual({ [url]: 1 });
  await unmount();
  expect(cache.heldUrls()).toEqual({});
  expect(cache.subscriberCount('ada')).toBe(0);
});
