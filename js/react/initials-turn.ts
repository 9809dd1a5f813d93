import { useMemo, useSyncExternalStore } from 'react';

/** How many elements get their initials in one pause of the page: each costs up to 4 ms of painting. */
const AT_ONCE = 4;
/** Longest wait for a pause. */
const AT_LATEST_MS = 1000;
/** While a picture may come, initials would only flash up, and painting them would make it late. */
const PATIENCE_MS = 1000;

type Give = () => void;

const waiting = new Set<Give>();
/** Those that a picture may come for, oldest first, and since when (performance.now()). */
const patient = new Map<Give, number>();
let isPlanned = false;

function giveTurns(): void {
  isPlanned = false;
  for (const give of [...waiting].slice(0, AT_ONCE)) give();
  plan();
}

function endPatience(): void {
  isPlanned = false;
  for (const [give, since] of patient) {
    if (performance.now() - since < PATIENCE_MS) break;
    patient.delete(give);
    waiting.add(give);
  }
  plan();
}

function plan(): void {
  if (isPlanned || waiting.size + patient.size === 0) return;
  isPlanned = true;
  if (waiting.size === 0) setTimeout(endPatience, PATIENCE_MS / 4);
  else if (typeof requestIdleCallback === 'function')
    requestIdleCallback(giveTurns, { timeout: AT_LATEST_MS });
  else setTimeout(giveTurns, 50);
}

/** One element's turn to show its initials, which it keeps. */
function createTurn() {
  let given = false;
  const ask = (isExpected: boolean, listener: () => void): (() => void) => {
    const give = (): void => {
      given = true;
      leave();
      listener();
    };
    const leave = (): void => {
      waiting.delete(give);
      patient.delete(give);
    };
    if (given) return leave;
    if (isExpected) patient.set(give, performance.now());
    else waiting.add(give);
    plan();
    return leave;
  };
  return {
    whilePictureMayCome: (listener: () => void) => ask(true, listener),
    whenNoneComes: (listener: () => void) => ask(false, listener),
    read: (): boolean => given,
    /** Server-rendered HTML has the initials, and so has the first render that takes it over. */
    readOnServer: (): boolean => {
      given = true;
      return true;
    },
  };
}

const ignore = () => () => {};
const no = (): boolean => false;
const yes = (): boolean => true;

/**
 * True when an element without a picture shows its initials: some at a time, while the page has nothing better to do, and where a picture is
 * expected only after a while. `isWanted`: it has no picture.
 */
export function useInitialsTurn(isWanted: boolean, isExpected: boolean): boolean {
  const turn = useMemo(createTurn, []);
  const subscribe = isExpected ? turn.whilePictureMayCome : turn.whenNoneComes;
  return useSyncExternalStore(
    isWanted ? subscribe : ignore,
    isWanted ? turn.read : no,
    isWanted ? turn.readOnServer : yes,
  );
}
