import type { CacheReport, PictureCache } from '../client/types.js';

/** The report of a cache as something to subscribe to. */
export interface ReportSource {
  subscribe(listener: () => void): () => void;
  read(): CacheReport | null;
  /** Counts anew and shows that at once. */
  reset(): void;
}

/**
 * Reads the report every `intervalMs` while somebody listens and the page is visible. The monitor counts hits without telling anyone, to
 * keep them cheap; so it is asked. Nothing happens where the figures are the same as before.
 */
export function createReportSource(getCache: () => PictureCache, intervalMs: number): ReportSource {
  const listeners = new Set<() => void>();
  let report: CacheReport | null = null;
  let text = '';
  let timer: ReturnType<typeof setInterval> | undefined;

  const update = (): void => {
    const next = readReport(getCache);
    const nextText = JSON.stringify(next);
    if (next === null || nextText === text) return;
    report = next;
    text = nextText;
    for (const listener of [...listeners]) listener();
  };
  const tick = (): void => {
    if (document.visibilityState === 'visible') update();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        timer = setInterval(tick, intervalMs);
        update();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    read: () => report,
    reset() {
      getCache().monitor.reset();
      update();
    },
  };
}

/** Null when the cache was disposed of: the last figures then stay. */
function readReport(getCache: () => PictureCache): CacheReport | null {
  try {
    return getCache().monitor.getReport();
  } catch {
    return null;
  }
}
