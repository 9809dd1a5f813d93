import { useEffect, useState } from 'react';

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

/** Has `give` called when its turn has come; returns how to leave before. */
function takeTurn(give: Give, isExpected: boolean): () => void {
  const entry = (): void => {
    leave();
    give();
  };
  const leave = (): void => {
    waiting.delete(entry);
    patient.delete(entry);
  };
  if (isExpected) patient.set(entry, performance.now());
  else waiting.add(entry);
  plan();
  return leave;
}

/**
 * True when an element without a picture shows its initials: some at a time, while the page has nothing better to do, and where a picture is
 * expected only after a while. It keeps them. `isWanted`: it has no picture. `isFromServer`: this render makes server-rendered HTML or
 * takes it over, which has the initials already.
 */
export function useInitialsTurn(isWanted: boolean, isExpected: boolean, isFromServer: boolean): boolean {
  const [isGiven, setGiven] = useState(isFromServer);
  useEffect(
    () => (isWanted && !isGiven ? takeTurn(() => setGiven(true), isExpected) : undefined),
    [isWanted, isExpected, isGiven],
  );
  return isGiven;
}
