import { createMonitor } from '../console/monitor.js';
import { ProfilePictureError } from './errors.js';
import { ReduxStore } from './redux-store.js';
import { emptyReport } from './report.js';
import { idleSnapshot } from './snapshots.js';
import type { PictureCache, PictureSnapshot } from './types.js';

const IDLE_SNAPSHOTS_KEPT = 1000;

/**
 * A cache that cannot work: every picture is unknown, so that a placeholder is rendered, and nothing is asked of anybody.
 * `cause`: why; none on a server. `shown`: the error of every snapshot.
 */
export function createInertCache(
  cause: ProfilePictureError | null = null,
  shown: ProfilePictureError | null = cause,
): PictureCache {
  const idle = new Map<string, PictureSnapshot>();
  const snapshot = (userId: string): PictureSnapshot => {
    if (idle.size > IDLE_SNAPSHOTS_KEPT) idle.clear();
    const known = idle.get(userId) ?? idleSnapshot(userId, shown);
    idle.set(userId, known);
    return known;
  };
  const nothing = (): void => {};
  const refuse = (userId: string): Promise<never> =>
    Promise.reject(cause ?? new ProfilePictureError('noWindow', userId));
  return {
    ready: Promise.resolve(),
    store: new ReduxStore({
      snapshotOf: () => idleSnapshot(''),
      findSlot: () => undefined,
      invalidate: nothing,
      prefetch: nothing,
      clear: nothing,
    }),
    monitor: createMonitor({
      getReport: emptyReport,
      reset: nothing,
      recordHit: nothing,
      pictures: () => [],
    }),
    resolve: refuse,
    prefetch: async () => {},
    invalidateProfilePicture: async () => {},
    upload: refuse,
    clear: async () => {},
    dispose: nothing,
    snapshot,
    reader: (userId) => () => snapshot(userId),
    subscribe: () => nothing,
    refetch: nothing,
    reportBroken: nothing,
    holdUrl: () => nothing,
  };
}
