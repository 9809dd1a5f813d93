import { LRUCache } from 'lru-cache';
import { filledCache } from '../shared/our-world.js';
import { pictureOf, userIds } from '../shared/pictures.js';

const ARRIVING = 400;

async function arrivalUs(
  pictures: readonly string[],
  entries: number,
  arriving: readonly string[],
): Promise<number> {
  const cache = await filledCache(pictures, entries);
  const start = performance.now();
  await cache.prefetch(arriving);
  const time = performance.now() - start;
  cache.dispose();
  return (time * 1000) / arriving.length;
}

/** Microseconds for each picture that arrives (fetched, held, told) where there is room, and where it takes the place of another. */
export async function timeEviction(count: number): Promise<Record<string, Record<string, number>>> {
  const users = userIds(count + ARRIVING);
  const [present, arriving] = [users.slice(0, count), users.slice(count)];
  const lru = new LRUCache({ max: count, ttl: 45 * 60_000 });
  for (const userId of present) lru.set(userId, pictureOf(userId));
  const records = arriving.map(pictureOf);
  const start = performance.now();
  for (const record of records) lru.set(record.userId, record);
  const lruTime = performance.now() - start;
  return {
    'profile-picture-cache': {
      arrivalWithRoomUs: await arrivalUs(present, count + ARRIVING, arriving),
      arrivalWhenFullUs: await arrivalUs(present, count, arriving),
    },
    'lru-cache': { arrivalWhenFullUs: (lruTime * 1000) / ARRIVING },
  };
}
