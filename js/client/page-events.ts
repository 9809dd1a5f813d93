/** What the page tells the cache. */
export interface PageEvents {
  /** The network may be back, or the page is looked at again: what failed is worth another try. */
  online(): void;
  /** The page is going away: what waits to be written should leave now. */
  hiding(): void;
}

/** Returns the way out. */
export function listenToPage(events: PageEvents): () => void {
  const visibility = (): void => {
    if (document.visibilityState === 'visible') events.online();
    else events.hiding();
  };
  const online = (): void => events.online();
  const hiding = (): void => events.hiding();
  window.addEventListener('online', online);
  window.addEventListener('pagehide', hiding);
  document.addEventListener('visibilitychange', visibility);
  return () => {
    window.removeEventListener('online', online);
    window.removeEventListener('pagehide', hiding);
    document.removeEventListener('visibilitychange', visibility);
  };
}
