export interface NetworkCounts {
  /** Calls of the backend. */
  calls: number;
  /** Pictures downloaded from the object store. */
  downloads: number;
}

/** A fetch that counts what the cache sends, and fails like an unplugged network when `offline` says so. */
export function createCountedFetch(offline: () => boolean): { fetch: typeof fetch; counts: NetworkCounts } {
  const counts: NetworkCounts = { calls: 0, downloads: 0 };
  const counted: typeof fetch = (input, init) => {
    if (offline()) return Promise.reject(new TypeError('The network is switched off'));
    const address = new URL(input instanceof Request ? input.url : input, location.href);
    if (address.origin === location.origin) counts.calls += 1;
    else counts.downloads += 1;
    return fetch(input, init);
  };
  return { fetch: counted, counts };
}
