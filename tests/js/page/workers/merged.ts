/** An application's own worker, which answers everything but pictures by itself. */
import { installProfilePictureWorker } from '../../../../sw/index.js';

declare const self: ServiceWorkerGlobalScope;

const pictures = installProfilePictureWorker(self);

self.addEventListener('fetch', (event) => {
  if (pictures.handles(event.request) || event.request.mode === 'navigate') return;
  event.respondWith(new Response('answered by the application'));
});
