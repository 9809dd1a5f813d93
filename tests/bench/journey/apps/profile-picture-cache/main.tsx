import { CachedProfilePicture, createPictureCache, ProfilePictureProvider } from 'profile-picture-cache';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const start = performance.now();
const cache = createPictureCache({ serviceWorker: '/profile-picture-cache/sw.js' });
// Not measured: the benchmark waits for it before it leaves the page.
Object.assign(window, { cacheReady: cache.ready });

function Avatar({ userId }: { userId: string }) {
  return <CachedProfilePicture userId={userId} size={SIZE} alt="" />;
}

present(start, Avatar, (list) => <ProfilePictureProvider cache={cache}>{list}</ProfilePictureProvider>);
