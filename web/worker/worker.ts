import { installProfilePictureWorker } from 'profile-picture-cache/sw';
import { answerShell, isShell, storeShell } from './shell';

declare const self: ServiceWorkerGlobalScope;

const pictures = installProfilePictureWorker(self);

self.addEventListener('install', (event) => event.waitUntil(storeShell().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (pictures.handles(event.request) || !isShell(event.request)) return;
  event.respondWith(answerShell(event.request));
});
