import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { CachePerformanceDashboard } from '../../../../js/dashboard.js';
import {
  CachedProfilePicture,
  createPictureCache,
  ProfilePictureProvider,
  useProfilePicture,
} from '../../../../js/index.js';

const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => {
  expect(complain.mock.calls).toEqual([]);
  complain.mockClear();
});

function Status({ userId }: { userId: string | null }) {
  const { status, loading, url } = useProfilePicture(userId);
  return <p>{JSON.stringify({ status, loading, url })}</p>;
}

test('there is no window in this test', () => {
  expect(typeof window).toBe('undefined');
});

test('on a server the component renders its placeholder, without a provider', () => {
  const html = renderToString(<CachedProfilePicture userId="user-1" name="Ada Lovelace" className="round" />);
  expect(html).toMatch(/^<img /);
  expect(html).toContain('src="data:image/svg+xml,');
  expect(html).toContain('alt="Ada Lovelace"');
  expect(html).toContain('width="40" height="40"');
  expect(html).toContain('class="round"');
});

test('what JavaScript may pass by mistake does not take the page down', () => {
  const number = 42 as unknown as string;
  const html = renderToString(<CachedProfilePicture userId={number} name={null} />);
  expect(decodeURIComponent(html)).toContain('>4</text>');
});

test('on a server a cache can be made and provided', () => {
  const cache = createPictureCache({ account: 'me' });
  const html = renderToString(
    <ProfilePictureProvider cache={cache}>
      <CachedProfilePicture userId="user-1" />
      <CachePerformanceDashboard />
    </ProfilePictureProvider>,
  );
  expect(html).toMatch(/^<img [^>]*\/>$/);
});

test('on a server the hook says that a picture is to come', () => {
  expect(renderToString(<Status userId="user-1" />)).toContain(
    '{&quot;status&quot;:&quot;idle&quot;,&quot;loading&quot;:true,&quot;url&quot;:null}',
  );
  expect(renderToString(<Status userId={null} />)).toContain('&quot;loading&quot;:false');
});
