import { CachedProfilePicture, createPictureCache, ProfilePictureProvider } from 'profile-picture-cache';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const start = performance.now();
const cache = createPictureCache({ serviceWorker: '/profile-picture-cache/sw.js' });
// The benchmark looks at it before it leaves the page.
Object.assign(window, { cache });

function Avatar({ userId }: { userId: string }) {
  return <CachedProfilePicture userId={userId} size={SIZE} alt="" />;
}

present(start, Avatar, (list) => <ProfilePictureProvider cache={cache}>{list}</ProfilePictureProvider>);
