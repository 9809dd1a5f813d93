/**
 * What the demo itself remembers, beside the cache's records: which day it pretends to be, whether it is offline, and whether
 * every layer was filled once.
 */

const DAYS = 'circle:days';
const FILLED = 'circle:filled';
const OFFLINE = 'circle:offline';
const DAY = 24 * 60 * 60 * 1000;

/** How many days the page's clock is ahead. */
export const daysAhead = (): number => Number(localStorage.getItem(DAYS) ?? 0);

/** Pictures live for 7 days: a day later the offline visit would rightly find none. */
const LAST_DAY = 6;
export const isLastDay = (): boolean => daysAhead() >= LAST_DAY;

export function goToNextDay(): void {
  localStorage.setItem(DAYS, String(daysAhead() + 1));
}

export const isFilled = (): boolean => localStorage.getItem(FILLED) !== null;

export function markFilled(): void {
  localStorage.setItem(FILLED, 'yes');
}

/** Of this tab only. */
export const isOffline = (): boolean => sessionStorage.getItem(OFFLINE) !== null;

export function setOffline(offline: boolean): void {
  if (offline) sessionStorage.setItem(OFFLINE, 'yes');
  else sessionStorage.removeItem(OFFLINE);
}

/** The page's clock: today's, plus the days ahead at the moment when it is made. */
export function createClock(): () => number {
  const ahead = daysAhead() * DAY;
  return () => Date.now() + ahead;
}

/** Keys of localStorage that are the demo's own. */
export const isOwnKey = (key: string): boolean => key.startsWith('circle:');
