/**
 * The page of the browser tests: a list of friends, and the cache in reach of the test. Query: `friends` how many (50), `days`
 * how far ahead the page's clock is, `account`, `users` a comma-separated list instead of friends, `worker=none`, `strict`.
 */

import {
  CachedProfilePicture,
  createPictureCache,
  type PictureCache,
  ProfilePictureProvider,
} from 'profile-picture-cache';
import { type ReactElement, StrictMode, useLayoutEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const DAY = 24 * 60 * 60 * 1000;
const query = new URLSearchParams(location.search);
const ahead = Number(query.get('days') ?? 0) * DAY;
const users =
  query.get('users')?.split(',') ??
  Array.from({ length: Number(query.get('friends') ?? 50) }, (_, i) => `friend-${i + 1}`);

const account = query.get('account');
const cache = createPictureCache({
  baseUrl: '/api/profile-pictures',
  now: () => Date.now() + ahead,
  ...(account === null ? {} : { account }),
  ...(query.get('worker') === 'none' ? {} : { serviceWorker: '/sw.js' }),
});

declare global {
  interface Window {
    cache: PictureCache;
    /** The sources of all images as the list's first commit had them, before anything was painted. */
    firstCommit: string[];
    setShown: (shown: boolean) => void;
  }
}

function List(): ReactElement {
  useLayoutEffect(() => {
    window.firstCommit = [...document.querySelectorAll('img')].map((image) => image.src);
  }, []);
  return (
    <ul>
      {users.map((userId) => (
        <li key={userId}>
          <CachedProfilePicture userId={userId} name={userId} size={40} data-user={userId} />
        </li>
      ))}
    </ul>
  );
}

function Page(): ReactElement {
  const [shown, setShown] = useState(query.get('shown') !== 'no');
  window.setShown = setShown;
  return <ProfilePictureProvider cache={cache}>{shown ? <List /> : null}</ProfilePictureProvider>;
}

window.cache = cache;
const root = createRoot(document.getElementById('root') as HTMLElement);
root.render(
  query.has('strict') ? (
    <StrictMode>
      <Page />
    </StrictMode>
  ) : (
    <Page />
  ),
);
