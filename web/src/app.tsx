import type { PictureCache } from 'profile-picture-cache';
import { CachePerformanceDashboard } from 'profile-picture-cache/dashboard';
import { useState, useSyncExternalStore } from 'react';
import { Conversation } from './conversation';
import { FriendList } from './friend-list';
import { Header } from './header';
import type { Person } from './people';
import { ProfileDialog } from './profile-dialog';
import type { VisitRunner } from './visit-runner';
import { VisitsPanel } from './visits-panel';

/** Room for the open dashboard beside the lists and below the visits. */
const ROOMY = '(min-width: 1100px) and (min-height: 880px)';

export function App({ cache, visits }: { cache: PictureCache; visits: VisitRunner }) {
  const state = useSyncExternalStore(visits.subscribe, visits.read);
  const [opened, setOpened] = useState<Person | null>(null);
  return (
    <>
      <Header key={`header ${state.round}`} onOpen={setOpened} onReconnect={() => visits.start(3)} />
      <main className="page">
        <VisitsPanel state={state} onStart={visits.start} />
        <Conversation key={`conversation ${state.round}`} />
        <FriendList key={`friends ${state.round}`} onOpen={setOpened} onShown={visits.shown} />
      </main>
      {opened !== null && <ProfileDialog cache={cache} person={opened} onClose={() => setOpened(null)} />}
      <CachePerformanceDashboard defaultOpen={matchMedia(ROOMY).matches} />
    </>
  );
}
