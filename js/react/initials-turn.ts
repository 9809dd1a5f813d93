import { useMemo, useSyncExternalStore } from 'react';

/** How many elements get their initials in one pause of the page: each costs up to 4 ms of painting. */
const AT_ONCE = 4;
/** Longest wait for a pause. */
const AT_LATEST_MS = 1000;

const waiting = new Set<() => void>();
let isPlanned = false;

function giveTurns(): void {
  isPlanned = false;
  for (const give of [...waiting].slice(0, AT_ONCE)) give();
  plan();
}

function plan(): void {
  if (isPlanned || waiting.size === 0) return;
  isPlanned = true;
  if (typeof requestIdleCallback === 'function') requestIdleCallback(giveTurns, { timeout: AT_LATEST_MS });
  else setTimeout(giveTurns, 50);
}

/** One element's turn to show its initials, which it keeps. */
function createTurn() {
  let given = false;
  return {
    subscribe(listener: () => void): () => void {
      const give = (): void => {
        given = true;
        waiting.delete(give);
        listener();
      };
      if (given) return () => {};
      waiting.add(give);
      plan();
      return () => waiting.delete(give);
    },
    read: (): boolean => given,
    /** Server-rendered HTML has the initials, and so has the first render that takes it over. */
    readOnServer: (): boolean => {
      given = true;
      return true;
    },
  };
}

const NO_TURN = { subscribe: () => () => {}, read: () => false, readOnServer: () => true };

/** True when an element without a picture shows its initials: some at a time, while the page has nothing better to do. */
export function useInitialsTurn(isWanted: boolean): boolean {
  const turn = useMemo(createTurn, []);
  const { subscribe, read, readOnServer } = isWanted ? turn : NO_TURN;
  return useSyncExternalStore(subscribe, read, isWanted ? readOnServer : NO_TURN.readOnServer);
}
