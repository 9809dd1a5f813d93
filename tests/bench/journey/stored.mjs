/**
 * When a page may be left: nothing it asked for is on its way, and what the contender keeps for later visits is kept. Conditions, looked at
 * until they hold.
 */

/** Run in the page. Each gives what is not there yet, or null. */
const MISSING = {
  /** Every picture in IndexedDB and in the worker's cache, checked by the backend, and its preview made. */
  'profile-picture-cache': async (friends) => {
    const { cache, cacheMonitor } = window;
    const { layers, gauges } = cacheMonitor.getReport();
    if (gauges.waiting > 0) return `answers to ${gauges.waiting} requests`;
    if (layers.indexedDB.entries < friends) return `all but ${layers.indexedDB.entries} in IndexedDB`;
    if (Object.values(cache.store.getState().pictures).some(({ fetching }) => fetching)) return 'a fetch';
    const records = Object.keys(localStorage).filter((key) => key.startsWith('profile_pic:'));
    const previews = records.filter((key) => localStorage[key].includes('"preview"'));
    if (previews.length < Math.min(friends, 300)) return `all but ${previews.length} previews`;
    const names = await caches.keys();
    const counts = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    const inWorker = Math.max(0, ...counts);
    return inWorker < friends ? `all but ${inWorker} in the worker's cache` : null;
  },
  /** Every answer in localStorage, none of them stale. Its worker keeps what passes by, while it passes. */
  tanstack: async (friends) => {
    const { clientState } = JSON.parse(localStorage.getItem('REACT_QUERY_OFFLINE_CACHE') ?? '{}');
    const fresh = clientState?.queries.filter(
      ({ state }) => state.data && state.dataUpdatedAt > Date.now() - 45 * 60_000,
    );
    if ((fresh?.length ?? 0) < friends) return `all but ${fresh?.length ?? 0} answers in localStorage`;
    return navigator.serviceWorker.controller === null ? 'its worker' : null;
  },
  limit: async () => (localStorage.getItem('stored') === 'yes' ? null : 'the pictures in IndexedDB'),
};

const PATIENCE_MS = 60_000;
/** Between two looks, so that looking is not what keeps the page busy. */
const PAUSE_MS = 50;

/** What a page asks of the backend and of the object store: `idle()` is true while no answer is awaited. */
export function followRequests(page) {
  const awaited = new Set();
  page.on('request', (request) => {
    if (/\/(api|store)\//.test(request.url())) awaited.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => awaited.delete(request));
  return { idle: () => awaited.size === 0 };
}

/** Resolves when the page may be left. `requests`: of followRequests(). */
export async function whenStored(page, { contender, friends, requests }) {
  const look = MISSING[contender] ?? (async () => null);
  const lookAtAll = async () => (requests.idle() ? await page.evaluate(look, friends) : 'answers');
  const until = Date.now() + PATIENCE_MS;
  for (let missing = await lookAtAll(); missing !== null || !requests.idle(); missing = await lookAtAll()) {
    if (Date.now() > until) throw new Error(`${contender}, ${friends} friends, still lacks ${missing}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
