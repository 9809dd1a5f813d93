/** How long L2 and L3 hold a picture (design, section 4), counted from `fetchedAt`. Reading does not prolong it. */
export const STORED_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** How long the time of an invalidation is remembered against a late keep. */
export const TOMBSTONE_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** How far two clocks may differ before a time later than now is one of the future. */
const CLOCK_TOLERANCE_MS = 2 * 60 * 1000;

/** True for a time that was noted while the clock was ahead: it says nothing about what came before or after it. */
export function isFuture(at: number, now: number): boolean {
  return at > now + CLOCK_TOLERANCE_MS;
}

/**
 * What to remember of an invalidation `before` and another of `at`, which may be told late: the later one, unless `before` is
 * one of the future.
 */
export function laterDrop(before: number, at: number, now: number): number {
  return isFuture(before, Math.max(at, now)) ? at : Math.max(before, at);
}

/** True while a thing of `since` may be used. One from the future (two clocks differ) counts as new. */
export function isAlive(since: number, lifetimeMs: number, now: number): boolean {
  return now - since < lifetimeMs;
}
