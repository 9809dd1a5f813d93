import '../shared/light-blobs.js';
import { userIds } from '../shared/pictures.js';
import { randomChoice, randomOrder } from '../shared/random.js';
import { type AsyncReader, createReaders, createWorlds, type Reader, type Readers } from './readers.js';

/** Reads for each measurement: some milliseconds of each contender, above the timer's resolution by a thousand times. */
const READS: Record<string, number> = { tanstack: 8_000, redux: 60_000 };
const MANY_READS = 200_000;
const RESOLVES = 4_000;
/** How many pictures a page shows at a time. */
const SHOWN = 100;

/** The users whose pictures are read: all that the cache knows, or the hundred that the page shows. */
export type Which = 'all' | 'shown';

type Nanoseconds = Record<string, number>;

/** Each contender is first once. */
function rotated<Item>(items: readonly Item[], round: number): Item[] {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function timeRead(read: Reader, order: Int32Array): number {
  const start = performance.now();
  const changes = read(order);
  const time = performance.now() - start;
  if (changes < order.length / 2) throw new Error(`only ${changes} of ${order.length} pictures were there`);
  return (time * 1e6) / order.length;
}

async function timeResolve(resolve: AsyncReader, order: Int32Array): Promise<number> {
  const start = performance.now();
  const sum = await resolve(order);
  const time = performance.now() - start;
  if (sum === 0 || sum % order.length !== 0) throw new Error(`not every picture was there: ${sum} bytes`);
  return (time * 1e6) / order.length;
}

let readers: Record<Which, Readers>;
let users: Record<Which, string[]>;

/** The same places in the same order for every contender of a round. */
function orderFor(which: Which, reads: number, round: number): Int32Array {
  return randomOrder([...users[which].keys()], reads, round + 1);
}

const bench = {
  async setUp(pictures: number): Promise<void> {
    const all = userIds(pictures);
    const shown = randomChoice(pictures, SHOWN, 7).map((place) => all[place] as string);
    users = { all, shown };
    const worlds = await createWorlds(all);
    readers = { shown: createReaders(worlds, shown), all: createReaders(worlds, all) };
  },
  /** Nanoseconds for each read, by contender. */
  read(which: Which, round: number): Nanoseconds {
    const { read } = readers[which];
    const time = (name: string): [string, number] => {
      const order = orderFor(which, READS[name] ?? MANY_READS, round);
      return [name, timeRead(read[name] as Reader, order)];
    };
    return Object.fromEntries(rotated(Object.keys(read), round).map(time));
  },
  /** Nanoseconds for each awaited answer, by contender. */
  async resolve(which: Which, round: number): Promise<Nanoseconds> {
    const { resolve } = readers[which];
    const order = orderFor(which, RESOLVES, round);
    const times: Nanoseconds = {};
    for (const name of rotated(Object.keys(resolve), round)) {
      times[name] = await timeResolve(resolve[name] as AsyncReader, order);
    }
    return times;
  },
};

export type HotPathBench = typeof bench;
Object.assign(window, { bench });
