/** Name and colour of each contender in tables and charts, in the order in which they stand there. */
export const CONTENDERS = {
  'profile-picture-cache': { name: 'profile-picture-cache', colour: '#0f766e' },
  limit: { name: 'the limit', colour: '#9ca3af' },
  map: { name: 'Map', colour: '#9ca3af' },
  'lru-cache': { name: 'lru-cache', colour: '#7c3aed' },
  tanstack: { name: 'TanStack Query', colour: '#dc2626' },
  swr: { name: 'SWR', colour: '#2563eb' },
  redux: { name: 'Redux Toolkit', colour: '#c2410c' },
  rtk: { name: 'RTK Query', colour: '#c2410c' },
  'no-cache': { name: 'no cache', colour: '#a16207' },
};

/** Those of `samples`, in order. */
export function contendersOf(samples) {
  const there = new Set(samples.map(({ contender }) => contender));
  return Object.keys(CONTENDERS).filter((contender) => there.has(contender));
}
