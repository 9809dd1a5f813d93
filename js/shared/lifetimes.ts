/** How long L2 and L3 hold a picture (design, section 4), counted from `fetchedAt`. Reading does not prolong it. */
export const STORED_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** How long the time of an invalidation is remembered against a late keep. */
export const TOMBSTONE_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** True while a thing of `since` may be used. One from the future (two clocks differ) counts as new. */
export function isAlive(since: number, lifetimeMs: number, now: number): boolean {
  return now - since < lifetimeMs;
}
