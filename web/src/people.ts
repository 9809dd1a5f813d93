import list from './people.json';

export interface Person {
  id: string;
  name: string;
  bio: string;
}

const FRIENDS = 50;
const [first, ...rest] = list satisfies Person[];
if (first === undefined) throw new Error('people.json is empty');

/** Who is signed in. */
export const viewer: Person = first;
export const friends: readonly Person[] = rest.slice(0, FRIENDS);
/** People who are no friends yet; the last one has no picture. */
export const others: readonly Person[] = rest.slice(FRIENDS);
