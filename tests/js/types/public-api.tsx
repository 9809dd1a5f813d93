/** Compiled, never run: the usage example of the documentation, as it is written there, and what Redux expects. */
import {
  CachedProfilePicture,
  createPictureCache,
  invalidateProfilePicture,
  type PictureCache,
  type PicturesState,
  ProfilePictureError,
  ProfilePictureProvider,
  useProfilePicture,
} from 'profile-picture-cache';
import { CachePerformanceDashboard } from 'profile-picture-cache/dashboard';
import { Provider } from 'react-redux';
import type { Store, UnknownAction } from 'redux';

declare const viewerId: string;
declare const userId: string;
declare const userIds: string[];
declare const file: File;

const cache = createPictureCache({
  baseUrl: '/api/profile-pictures',
  account: viewerId,
  serviceWorker: '/sw.js',
});

export function Friend() {
  const { url, loading, error, refetch } = useProfilePicture(userId);
  const { layer, stale, version } = useProfilePicture(userId, { size: 256 });
  return (
    <button type="button" onClick={refetch} disabled={loading} title={error?.message}>
      {url} {layer} {stale} {version}
    </button>
  );
}

export function App() {
  return (
    <ProfilePictureProvider cache={cache}>
      <CachedProfilePicture userId="123" name="Ada Lovelace" size={40} />
      <CachedProfilePicture userId={null} alt="" className="round" ref={(image) => image?.focus()} />
      <CachePerformanceDashboard />
      <CachePerformanceDashboard cache={cache} defaultOpen={false} nonce="abc" />
      <Provider store={cache.store}>
        <Friend />
      </Provider>
    </ProfilePictureProvider>
  );
}

export async function outsideOfReact(): Promise<void> {
  await cache.ready;
  const { url, layer } = await cache.resolve(userId);
  console.log(url.length, layer);
  cache.prefetch(userIds);
  cache.invalidateProfilePicture({ userId });
  cache.upload(userId, file);
  cache.clear();
  cache.dispose();

  cache.store.getState();
  const leave = cache.store.subscribe(() => console.log(cache.store.getState().pictures[userId]?.url));
  leave();
  cache.store.dispatch(invalidateProfilePicture({ userId }));

  const report = window.cacheMonitor.report();
  console.log(report.hitRate, window.cacheMonitor.export().length);
}

export const store: Store<PicturesState, UnknownAction> = cache.store;

export function codeOf(error: unknown): string | null {
  return error instanceof ProfilePictureError ? error.code : null;
}

// What must not compile.

// @ts-expect-error: the URL is the component's own business
export const withSource = <CachedProfilePicture userId="123" src="/ada.png" />;
// @ts-expect-error: the backend keeps four sizes
export const withOddSize = () => useProfilePicture('123', { size: 100 });
// @ts-expect-error: a picture has a user
export const withoutUser = <CachedProfilePicture name="Ada" />;

export function changes(picture: PictureCache): void {
  const snapshot = picture.snapshot('123');
  // @ts-expect-error: what is known of a picture is read only
  snapshot.url = null;
}
