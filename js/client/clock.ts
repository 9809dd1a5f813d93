/** Wall clock in milliseconds since the epoch, with fractions. */
export type Clock = () => number;

/** A step of the wall clock (sleep, set by hand) larger than this is followed; smaller ones are noise of its coarse ticks. */
const FOLLOWED_STEP_MS = 1000;

/**
 * The wall clock `wall`, made fine and monotonic by `monotonic`: a hit takes microseconds, which Date.now() cannot
 * measure. When the two drift apart (the computer slept, the clock was set), the wall clock wins. A wall clock that gives no number is
 * not heard.
 */
export function createClock(wall: () => number, monotonic: () => number): Clock {
  let offset = wall() - monotonic();
  return () => {
    const fine = monotonic() + offset;
    const coarse = wall();
    if (!Number.isFinite(coarse) || Math.abs(coarse - fine) <= FOLLOWED_STEP_MS) return fine;
    offset += coarse - fine;
    return coarse;
  };
}
