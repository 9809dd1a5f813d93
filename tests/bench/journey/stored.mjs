/**
 * When a page may be left: what the contender keeps for later visits is kept. Each is a condition that is looked at until it
 * holds.
 */

/** Pages, in the browser. All give whether it is done. */
const CONDITIONS = {
  /** Every picture in IndexedDB and in the worker's cache, checked by the backend, and its preview made. */
  'profile-picture-cache': async (friends) => {
    const { cacheMonitor } = window;
    const { layers, gauges } = cacheMonitor.getReport();
    const caches_ = await caches.keys();
    const counts = await Promise.all(
      caches_.map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    const records = Object.keys(localStorage).filter((key) => key.startsWith('profile_pic:'));
    const previews = records.filter((key) => localStorage[key].includes('"preview"'));
    const fetching = cacheMonitor.export().includes('"fetching":true');
    const isStored = layers.indexedDB.entries >= friends && Math.max(0, ...counts) >= friends;
    return isStored && gauges.waiting === 0 && !fetching && previews.length >= Math.min(friends, 300);
  },
  tanstack: async (friends) => {
    const text = localStorage.getItem('REACT_QUERY_OFFLINE_CACHE') ?? '{}';
    const { clientState } = JSON.parse(text);
    const queries = clientState?.queries.filter(
      ({ state }) => state.data && state.dataUpdatedAt > Date.now() - 45 * 60_000,
    );
    return (queries?.length ?? 0) >= friends;
  },
  limit: async () => localStorage.getItem('stored') === 'yes',
};

const PATIENCE_MS = 60_000;

/** Resolves when it is so. Contenders that keep nothing, or only when the page is left, are done at once. */
export async function whenStored(page, { contender, friends }) {
  const condition = CONDITIONS[contender];
  const until = Date.now() + PATIENCE_MS;
  while (condition !== undefined && !(await page.evaluate(condition, friends))) {
    if (Date.now() > until) throw new Error(`${contender} has not stored ${friends} pictures`);
  }
}
