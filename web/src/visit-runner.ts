import { addressOf, type Boot } from './boot';
import { markFilled } from './demo-state';
import { friends } from './people';
import type { DemoCache } from './picture-cache';
import { recordVisit, type VisitRecorder } from './visit-recorder';
import { addResult, readResults, type VisitResult, type VisitResults } from './visit-results';
import type { VisitNumber } from './visits';

export interface VisitsState {
  /** The visit that is shown, and whether it is still being watched. */
  readonly current: VisitNumber;
  readonly running: boolean;
  /** Every picture is mounted anew when it changes. */
  readonly round: number;
  readonly results: VisitResults;
}

export interface VisitRunner {
  subscribe(listener: () => void): () => void;
  read(): VisitsState;
  /** A friend's picture is on the screen. */
  shown(userId: string): void;
  start(visit: VisitNumber): void;
}

const PATIENCE = 5000;
const STEP = 100;

/** Resolves when IndexedDB and the service worker hold the friends' pictures, or will not. */
async function layersFilled({ cache }: DemoCache): Promise<void> {
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    const { indexedDB, serviceWorker } = cache.monitor.getReport().layers;
    if (Math.min(indexedDB.entries, serviceWorker.entries) >= friends.length) return;
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}

/** Runs the visits of this page: the one it was loaded for, then those that the viewer asks for. */
export function createVisitRunner(demo: DemoCache, boot: Boot): VisitRunner {
  let state: VisitsState = { current: boot.visit, running: true, round: 0, results: readResults() };
  let recorder: VisitRecorder = recordVisit(demo, friends.length);
  const listeners = new Set<() => void>();

  const set = (change: Partial<VisitsState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const finish = async (visit: VisitNumber): Promise<VisitResult> => {
    const result = await recorder.finished;
    if (visit === 1) {
      await layersFilled(demo);
      markFilled();
    }
    return result;
  };

  const show = (visit: VisitNumber, result: VisitResult): void =>
    set({ running: false, results: addResult(state.results, visit, result) });

  const remount = (): void => {
    recorder = recordVisit(demo, friends.length);
    set({ current: 2, running: true, round: state.round + 1 });
    void finish(2).then((result) => show(2, result));
  };

  const start = (visit: VisitNumber): void => {
    if (visit === 2) remount();
    else location.assign(addressOf(visit));
  };

  void finish(boot.visit).then((result) => {
    if (boot.next !== boot.visit) show(boot.visit, result);
    if (boot.next !== null) start(boot.next);
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
    shown: (userId) => recorder.shown(userId),
    start,
  };
}
