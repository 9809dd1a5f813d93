import '../shared/light-blobs.js';
import { userIds } from '../shared/pictures.js';
import { randomChoice, randomOrder } from '../shared/random.js';
import {
  type AsyncReader,
  createReaders,
  createWorlds,
  type Reader,
  type Readers,
  type Worlds,
} from './readers.js';

/** Reads for each measurement: some milliseconds of each contender, above the timer's resolution by a thousand times. */
const READS: Record<string, number> = { tanstack: 8_000, redux: 60_000, swr: 40_000, 'lru-cache': 100_000 };
const MANY_READS = 400_000;
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

interface World {
  worlds: Worlds;
  users: Record<Which, string[]>;
  readers?: Readers;
}

/** By number of pictures. All in one page: objects lie as scattered in a full heap whoever they belong to. */
const bySize = new Map<number, World>();

function readersOf(pictures: number): Readers {
  const readers = bySize.get(pictures)?.readers;
  if (readers === undefined) throw new Error(`nothing of ${pictures} pictures is shown`);
  return readers;
}

/** The same places in the same order for every contender of a round. */
function orderFor(pictures: number, which: Which, reads: number, round: number): Int32Array {
  const users = bySize.get(pictures)?.users[which] ?? [];
  return randomOrder([...users.keys()], reads, round + 1);
}

const bench = {
  async setUp(pictures: number): Promise<void> {
    const all = userIds(pictures);
    const shown = randomChoice(pictures, SHOWN, 7).map((place) => all[place] as string);
    bySize.set(pictures, { worlds: await createWorlds(all), users: { all, shown } });
  },
  /** From now on these users' pictures are read. Nobody else's components are mounted beside a hundred that a page shows. */
  show(which: Which): void {
    for (const world of bySize.values()) world.readers = createReaders(world.worlds, world.users[which]);
  },
  /** Nanoseconds for each read, by contender. */
  read(pictures: number, which: Which, round: number): Nanoseconds {
    const { read } = readersOf(pictures);
    const time = (name: string): [string, number] => {
      const order = orderFor(pictures, which, READS[name] ?? MANY_READS, round);
      return [name, timeRead(read[name] as Reader, order)];
    };
    return Object.fromEntries(rotated(Object.keys(read), round).map(time));
  },
  /** Nanoseconds for each awaited answer, by contender. */
  async resolve(pictures: number, which: Which, round: number): Promise<Nanoseconds> {
    const { resolve } = readersOf(pictures);
    const order = orderFor(pictures, which, RESOLVES, round);
    const times: Nanoseconds = {};
    for (const name of rotated(Object.keys(resolve), round)) {
      times[name] = await timeResolve(resolve[name] as AsyncReader, order);
    }
    return times;
  },
};

export type HotPathBench = typeof bench;
Object.assign(window, { bench });
