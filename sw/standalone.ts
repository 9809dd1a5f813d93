/** The ready service worker. Its only setting is in its own address: `/sw.js?baseUrl=/api/profile-pictures`. */

import { installProfilePictureWorker } from './index.js';

declare const self: ServiceWorkerGlobalScope;

const baseUrl = new URL(self.location.href).searchParams.get('baseUrl');
installProfilePictureWorker(self, baseUrl === null ? {} : { baseUrl });

// A new release takes over at once, and the first page that registers it does not have to be loaded again.
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
