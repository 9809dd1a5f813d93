import type { LayerName } from 'profile-picture-cache';
import type { DemoCache } from './picture-cache';
import type { VisitResult } from './visit-results';

/** A visit ends here even if pictures are missing. */
const LONGEST = 8000;
/** The check of the versions goes out after the pictures are shown: it still belongs to the visit. */
const AFTERMATH = 400;

type Answers = Partial<Record<LayerName, number>>;

export interface VisitRecorder {
  /** A friend's picture is on the screen. */
  shown(userId: string): void;
  /** Resolves when all are shown, or too long after. */
  readonly finished: Promise<VisitResult>;
}

function difference(
  before: Record<LayerName, { hits: number }>,
  after: Record<LayerName, { hits: number }>,
): Answers {
  const answers: Answers = {};
  for (const layer of Object.keys(after) as LayerName[]) {
    const count = after[layer].hits - before[layer].hits;
    if (count > 0) answers[layer] = count;
  }
  return answers;
}

/** Watches one visit: which layer answered how many pictures, how long it took and what crossed the network. */
export function recordVisit({ cache, network }: DemoCache, wanted: number): VisitRecorder {
  const started = performance.now();
  const before = cache.monitor.getReport().layers;
  const { calls, downloads } = network;
  const seen = new Set<string>();
  let last = started;
  let allShown = (): void => {};
  const shownOrLate = new Promise<void>((resolve) => {
    allShown = resolve;
    setTimeout(resolve, LONGEST);
  });
  const finished = shownOrLate
    .then(() => new Promise((resolve) => setTimeout(resolve, AFTERMATH)))
    .then(() => ({
      answers: difference(before, cache.monitor.getReport().layers),
      milliseconds: last - started,
      calls: network.calls - calls,
      downloads: network.downloads - downloads,
    }));
  return {
    finished,
    shown(userId) {
      if (seen.has(userId)) return;
      seen.add(userId);
      last = performance.now();
      if (seen.size === wanted) allShown();
    },
  };
}
