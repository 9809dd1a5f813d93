/** A merged worker with small budgets, that tidies up at once and decides by itself when it takes over. */
import { installProfilePictureWorker } from '../../../../sw/index.js';

declare const self: ServiceWorkerGlobalScope;

const settings = new URL(self.location.href).searchParams;
const baseUrl = settings.get('baseUrl');

installProfilePictureWorker(self, {
  maxEntries: 10,
  maxBytes: 10_000,
  maxPictureBytes: 5000,
  patienceMs: 50,
  idleMs: 0,
  ...(baseUrl === null ? {} : { baseUrl }),
});
