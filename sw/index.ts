/** The service worker's part of the cache, to be merged into an application's own worker. */

import { CACHE_NAME } from '../js/shared/keys.js';
import { Flights } from './flights.js';
import { Housekeeping } from './housekeeping.js';
import { ImageRequests } from './image-requests.js';
import { MessageSwitch } from './message-switch.js';
import { PictureCache } from './picture-cache.js';
import type { Fetched } from './picture-fetch.js';
import { Sequence } from './sequence.js';
import { ServerTime } from './server-time.js';
import { settingsOf, type WorkerOptions } from './settings.js';
import { Statistics } from './statistics.js';

export type { WorkerOptions } from './settings.js';

export interface InstalledWorker {
  /**
   * True for the requests for pictures, which are answered here. Every other one is left alone. An own 'fetch' listener
   * that answers everything asks this first: a request can be answered only once.
   */
  handles(request: Request): boolean;
}

/**
 * Adds the listeners that store and answer profile pictures; call it while the script is first run. It neither skips
 * waiting nor claims pages: when an update takes over is for the application's worker to decide.
 */
export function installProfilePictureWorker(
  scope: ServiceWorkerGlobalScope,
  options: WorkerOptions = {},
): InstalledWorker {
  const settings = settingsOf(options, scope.location.origin);
  const statistics = new Statistics(scope.registration.scope);
  const flights = new Flights<Fetched>();
  const open = (): Promise<Cache> => scope.caches.open(CACHE_NAME);
  const changes = new Sequence('changes');
  const serverTime = new ServerTime(open);
  const housekeeping = new Housekeeping({ open, settings, statistics, changes, serverTime });
  const makeRoom = (full: Cache): Promise<void> => housekeeping.makeRoom(full);
  const cache = new PictureCache({ open, settings, statistics, changes, makeRoom });
  const images = new ImageRequests({ settings, cache, statistics, flights, serverTime });
  const messages = new MessageSwitch({ cache, statistics, flights, serverTime });

  scope.addEventListener('fetch', (event) => {
    const target = images.target(event.request);
    if (target === null) return;
    const answer = images.answer(event.request, target, (work) => event.waitUntil(work));
    event.respondWith(answer);
    event.waitUntil(answer.then(() => housekeeping.soon()));
  });
  scope.addEventListener('message', (event) => {
    const request = messages.request(event.data);
    const [port] = event.ports;
    if (request === null || port === undefined) return;
    event.waitUntil(messages.serve(request, port).then(() => housekeeping.soon()));
  });
  scope.addEventListener('activate', (event) => event.waitUntil(deleteOldCaches(scope.caches)));
  return { handles: (request) => images.target(request) !== null };
}

/** Caches of other layouts are of no use to this release, whether they are older or newer. */
async function deleteOldCaches(caches: CacheStorage): Promise<void> {
  const ours = /^profile-picture-cache-v\d+$/;
  const old = (await caches.keys()).filter((name) => ours.test(name) && name !== CACHE_NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}
