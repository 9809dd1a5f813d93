import '../shared/light-blobs.js';
import { userIds } from '../shared/pictures.js';
import { randomChoice, randomOrder } from '../shared/random.js';
import { timeEviction } from './eviction.js';
import { createStores, type Store } from './stores.js';

/** Pictures that change in a measurement, each with a subscriber of its own; and subscribers that come and go. */
const CHANGES: Record<string, number> = { redux: 10 };
const MANY_CHANGES = 100;
const COMING = 300;

type Measured = Record<string, number>;

let users: string[];
let stores: Record<string, Store>;
const visits = { own: 0, others: 0 };

const usersAt = (places: Iterable<number>): string[] => [...places].map((place) => users[place] as string);
const visitOther = (): void => {
  visits.others += 1;
};
const visitOwn = (): void => {
  visits.own += 1;
};

/** Subscribers of pictures that do not change: of those after the changing ones, or of any when there are no others. */
function subscribeOthers(store: Store, changing: readonly string[], count: number): (() => void)[] {
  const changes = new Set(changing);
  const others = users.filter((userId) => !changes.has(userId));
  if (others.length === 0) return [];
  const order = randomOrder([...others.keys()], count, 3);
  return Array.from(order, (place) => store.subscribe(others[place] as string, visitOther));
}

/** A change of each of these, as often as it takes to make enough of them. What comes after a change is not measured. */
async function timeChanges(store: Store, changing: readonly string[], wanted: number): Promise<Measured> {
  const sum = { time: 0, changes: 0, own: 0, others: 0 };
  while (sum.changes < wanted) {
    visits.own = 0;
    visits.others = 0;
    const start = performance.now();
    await store.change(changing);
    sum.time += performance.now() - start;
    sum.changes += changing.length;
    sum.own += visits.own;
    sum.others += visits.others;
    await store.rest();
  }
  return {
    changeUs: (sum.time * 1000) / sum.changes,
    ownWoken: sum.own / sum.changes,
    othersWoken: sum.others / sum.changes,
  };
}

/** Microseconds for each action, nobody being told of anything. */
function timeDispatch(store: Store, userIds: readonly string[]): Measured {
  if (store.dispatch === undefined) return {};
  const start = performance.now();
  store.dispatch(userIds);
  return { dispatchUs: ((performance.now() - start) * 1000) / userIds.length };
}

/** Microseconds for one to come and go again. */
function timeSubscribing(store: Store, coming: readonly string[]): number {
  const start = performance.now();
  const leave = coming.map((userId) => store.subscribe(userId, visitOwn));
  for (const out of leave) out();
  return ((performance.now() - start) * 1000) / coming.length;
}

async function measure(name: string, subscribers: number): Promise<Measured> {
  const store = stores[name] as Store;
  const half = Math.max(1, Math.floor(users.length / 2));
  const wanted = CHANGES[name] ?? MANY_CHANGES;
  const changing = usersAt(randomChoice(users.length, Math.min(half, wanted), 5));
  const leave = [
    ...changing.map((userId) => store.subscribe(userId, visitOwn)),
    ...subscribeOthers(store, changing, subscribers),
  ];
  await store.rest();
  const measured = await timeChanges(store, changing, wanted);
  const subscribeUs = timeSubscribing(store, usersAt(randomOrder([...users.keys()], COMING, 9)));
  for (const out of leave) out();
  await store.rest();
  const dispatched = timeDispatch(store, changing);
  await store.rest();
  return { ...measured, ...dispatched, subscribeUs };
}

const bench = {
  async setUp(pictures: number): Promise<void> {
    users = userIds(pictures);
    stores = await createStores(users);
  },
  /** By contender, with so many subscribers of other pictures. */
  async round(subscribers: number, round: number): Promise<Record<string, Measured>> {
    const names = Object.keys(stores);
    const measured: Record<string, Measured> = {};
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round) % names.length] as string;
      measured[name] = await measure(name, subscribers);
    }
    return measured;
  },
  eviction: timeEviction,
};

export type StoreBench = typeof bench;
Object.assign(window, { bench });
