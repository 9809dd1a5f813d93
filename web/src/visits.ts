/** The five visits that the page can show, one for each layer of the cache. */
export type VisitNumber = 1 | 2 | 3 | 4 | 5;

export interface Visit {
  number: VisitNumber;
  title: string;
  explanation: string;
}

export const VISITS: readonly Visit[] = [
  {
    number: 1,
    title: 'First time',
    explanation: 'Nothing is cached. One call asks the backend for every picture; each is downloaded once.',
  },
  {
    number: 2,
    title: 'Same session',
    explanation: 'The lists are mounted again. The store in memory answers in the same render.',
  },
  {
    number: 3,
    title: 'Page refresh',
    explanation: 'Within 45 minutes localStorage answers in the first render, without a placeholder.',
  },
  {
    number: 4,
    title: 'Next day',
    explanation:
      'The links have expired. IndexedDB answers with the bytes; the versions are checked afterwards.',
  },
  {
    number: 5,
    title: 'Offline',
    explanation: 'No network, and the page’s own storage is empty. The service worker answers.',
  },
];

/** The visit that `?visit=` asks for; null when there is none. */
export function visitInQuery(search: string): VisitNumber | null {
  const wanted = Number(new URLSearchParams(search).get('visit'));
  return VISITS.find(({ number }) => number === wanted)?.number ?? null;
}
