import type { LayerName } from 'profile-picture-cache';
import type { VisitNumber } from './visits';

export interface VisitResult {
  /** Pictures by the layer that answered. */
  answers: Partial<Record<LayerName, number>>;
  /** From the first render to the last friend's picture on the screen. */
  milliseconds: number;
  /** Calls of the backend and pictures downloaded. */
  calls: number;
  downloads: number;
}

export type VisitResults = Partial<Record<VisitNumber, VisitResult>>;

const KEY = 'circle:visits';

/** The results of this tab; they outlive a reload. */
export function readResults(): VisitResults {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as VisitResults;
  } catch {
    return {};
  }
}

/** Adds a result; the first visit starts a new round. */
export function addResult(results: VisitResults, number: VisitNumber, result: VisitResult): VisitResults {
  const next = { ...(number === 1 ? {} : results), [number]: result };
  sessionStorage.setItem(KEY, JSON.stringify(next));
  return next;
}

/** The layer that answered most, and how many pictures there were. */
export function summarize({ answers }: VisitResult): {
  layer: LayerName | null;
  main: number;
  total: number;
} {
  const entries = Object.entries(answers) as [LayerName, number][];
  const [layer, main] = entries.sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  return { layer, main, total: entries.reduce((sum, [, count]) => sum + count, 0) };
}
