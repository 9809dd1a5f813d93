import { goToNextDay, isFilled, isLastDay, isOffline, setOffline } from './demo-state';
import { emptyEverything, emptyPageStorage } from './storage';
import type { VisitNumber } from './visits';

/** What this load of the page shows. */
export interface Boot {
  visit: VisitNumber;
  /** The visit to go on to once this one has filled every layer. The same one: this load was only to fill them. */
  next: VisitNumber | null;
}

/** The address that shows a visit. */
export const addressOf = (visit: VisitNumber): string => `/?visit=${visit}`;

const EMPTIED = 'emptied';

/**
 * Empties the origin, and loads the page once more when a service worker is still in charge of this one: the next load is a
 * first visit in every respect. `visit` comes after it.
 */
async function bootAnew(visit: VisitNumber, search: string): Promise<Boot> {
  await emptyEverything();
  const again = navigator.serviceWorker.controller !== null && !search.includes(EMPTIED);
  if (again) {
    location.replace(`${addressOf(visit)}&${EMPTIED}`);
    return new Promise(() => {});
  }
  return { visit: 1, next: visit === 1 ? null : visit };
}

/** After the offline visit localStorage is empty: this load fills it, and the next one is the refresh. */
function bootRefresh(): Boot {
  const wasOffline = isOffline();
  setOffline(false);
  return { visit: 3, next: wasOffline ? 3 : null };
}

/** Visits 2 to 5 and a plain reload need filled layers; without them the first visit comes first. */
function bootLater(requested: VisitNumber | null, search: string): Boot | Promise<Boot> {
  if (!isFilled()) return { visit: 1, next: requested };
  if (requested === 4 && isLastDay()) return bootAnew(4, search);
  if (requested === 5) {
    setOffline(true);
    return emptyPageStorage().then(() => ({ visit: 5, next: null }));
  }
  if (requested === 3) return bootRefresh();
  if (requested === 4) {
    setOffline(false);
    goToNextDay();
    return { visit: 4, next: null };
  }
  return { visit: isOffline() ? 5 : 3, next: requested };
}

/**
 * Brings the browser into the state of the requested visit. Answers at once where nothing has to be emptied, so that the
 * first render is not a moment later than it could be.
 */
export function boot(requested: VisitNumber | null, search: string): Boot | Promise<Boot> {
  return requested === 1 ? bootAnew(1, search) : bootLater(requested, search);
}
