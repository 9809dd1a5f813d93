import { emptyReport } from '../../../js/client/report.js';
import type {
  CacheMonitor,
  CacheReport,
  PictureCache,
  PictureSnapshot,
  PictureStore,
} from '../../../js/client/types.js';
import type { Variant } from '../../../js/shared/variants.js';

/** A PictureCache in memory that answers when the test says so, and writes down what it was asked. */
export interface ScriptedCache extends PictureCache {
  /** Changes what is known of a picture, and tells its subscribers. */
  set(userId: string, change: Partial<PictureSnapshot>): void;
  /** Sets the figures that the monitor gives. */
  setReport(report: CacheReport): void;
  subscriberCount(userId: string): number;
  /** How often a subscription was opened, over all. */
  readonly subscriptions: { userId: string; size: Variant | undefined }[];
  readonly refetched: string[];
  readonly broken: { userId: string; url: string }[];
  /** URLs by the number of holds on them; without those that nobody holds. */
  heldUrls(): Record<string, number>;
  readonly resets: number;
}

function idle(userId: string): PictureSnapshot {
  return {
    userId,
    status: 'idle',
    url: null,
    layer: null,
    stale: false,
    fetching: false,
    version: null,
    bytes: 0,
    expiresAt: null,
    error: null,
  };
}

function notScripted(name: string) {
  return (): never => {
    throw new Error(`The scripted cache has no ${name}().`);
  };
}

function createHolds() {
  const holds = new Map<string, number>();
  const add = (url: string, by: number): void => {
    const count = (holds.get(url) ?? 0) + by;
    if (count === 0) holds.delete(url);
    else holds.set(url, count);
  };
  return {
    holdUrl(url: string): () => void {
      add(url, 1);
      return () => add(url, -1);
    },
    heldUrls: () => Object.fromEntries(holds),
  };
}

function createMonitorDouble() {
  let report = emptyReport();
  let resets = 0;
  const monitor: CacheMonitor = {
    report: notScripted('monitor.report'),
    getReport: () => report,
    recordHit: notScripted('monitor.recordHit'),
    reset: () => {
      resets += 1;
      report = emptyReport();
    },
    export: notScripted('monitor.export'),
    help: notScripted('monitor.help'),
  };
  return {
    monitor,
    setReport: (next: CacheReport): void => {
      report = next;
    },
    resets: () => resets,
  };
}

export function createScriptedCache(): ScriptedCache {
  const snapshots = new Map<string, PictureSnapshot>();
  const listeners = new Map<string, Set<() => void>>();
  const subscriptions: ScriptedCache['subscriptions'] = [];
  const refetched: string[] = [];
  const broken: ScriptedCache['broken'] = [];
  const { monitor, setReport, resets } = createMonitorDouble();

  const snapshot = (userId: string): PictureSnapshot => {
    const known = snapshots.get(userId) ?? idle(userId);
    snapshots.set(userId, known);
    return known;
  };
  return {
    ...createHolds(),
    ready: Promise.resolve(),
    store: {} as PictureStore,
    monitor,
    setReport,
    get resets() {
      return resets();
    },
    resolve: notScripted('resolve'),
    prefetch: notScripted('prefetch'),
    invalidateProfilePicture: notScripted('invalidateProfilePicture'),
    upload: notScripted('upload'),
    clear: notScripted('clear'),
    dispose: () => {},
    snapshot,
    reader: (userId) => () => snapshot(userId),
    subscribe(userId, size, listener) {
      subscriptions.push({ userId, size });
      const entry = (): void => listener();
      const ofUser = listeners.get(userId) ?? new Set();
      listeners.set(userId, ofUser.add(entry));
      return () => ofUser.delete(entry);
    },
    refetch: (userId) => void refetched.push(userId),
    reportBroken: (userId, _size, url) => void broken.push({ userId, url }),
    set(userId, change) {
      snapshots.set(userId, { ...snapshot(userId), ...change });
      for (const listener of [...(listeners.get(userId) ?? [])]) listener();
    },
    subscriberCount: (userId) => listeners.get(userId)?.size ?? 0,
    subscriptions,
    refetched,
    broken,
  };
}
