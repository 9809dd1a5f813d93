import { act } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CachedProfilePicture, ProfilePictureProvider } from '../../../../js/index.js';
import { placeholderUrl } from '../../../../js/react/placeholder.js';
import { createScriptedCache, type ScriptedCache } from '../../doubles/scripted-cache.js';
import { pictureUrl, shownColour } from '../../support/pictures.js';
import { hydrate, onlyImage, unmountAll } from '../../support/render.js';

const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
let cache: ScriptedCache;

beforeEach(() => {
  cache = createScriptedCache();
  complain.mockClear();
});
afterEach(unmountAll);

function page() {
  return (
    <ProfilePictureProvider cache={cache}>
      <CachedProfilePicture userId="ada" name="Ada Lovelace" title="Ada" />
    </ProfilePictureProvider>
  );
}

/** What a server sends. React 18 complains about layout effects in it, as it takes this page for a server without one. */
function serverHtml(): string {
  const html = renderToString(page());
  complain.mockClear();
  return html;
}

test('server-rendered HTML shows initials, whatever the browser knows', async () => {
  cache.set('ada', { status: 'ready', url: 'blob:ada' });
  expect(serverHtml()).toContain('src="data:image/svg+xml,');
});

test('the page takes the HTML over without a mismatch, then shows the picture in the same element', async () => {
  cache.set('ada', { status: 'ready', url: await pictureUrl('rgb(200, 0, 0)') });
  const { container } = await hydrate(serverHtml(), page());
  expect(complain.mock.calls).toEqual([]);
  await onlyImage(container).decode();
  expect(shownColour(onlyImage(container))).toBe('200,0,0');
});

test('taking over asks for a picture that nobody knows yet', async () => {
  const { container } = await hydrate(serverHtml(), page());
  expect(complain.mock.calls).toEqual([]);
  expect(onlyImage(container).src).toBe(placeholderUrl('ada', 'Ada Lovelace'));
  expect(cache.subscriptions).toHaveLength(1);
  const url = await pictureUrl('rgb(0, 200, 0)');
  await act(async () => cache.set('ada', { status: 'ready', url }));
  expect(onlyImage(container).src).toBe(url);
});
