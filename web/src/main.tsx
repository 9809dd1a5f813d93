import { ProfilePictureProvider } from 'profile-picture-cache';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { type Boot, boot } from './boot';
import { createDemoCache } from './picture-cache';
import { createVisitRunner } from './visit-runner';
import { visitInQuery } from './visits';
import './styles/index.css';

function start(started: Boot): void {
  history.replaceState(null, '', '/');
  const demo = createDemoCache();
  const visits = createVisitRunner(demo, started);
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <ProfilePictureProvider cache={demo.cache}>
        <App cache={demo.cache} visits={visits} />
      </ProfilePictureProvider>
    </StrictMode>,
  );
}

const started = boot(visitInQuery(location.search), location.search);
if (started instanceof Promise) void started.then(start);
else start(started);
