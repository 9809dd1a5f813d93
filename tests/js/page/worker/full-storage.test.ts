import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { PictureKey } from '../../../../js/shared/keys.js';
import { Housekeeping } from '../../../../sw/housekeeping.js';
import { PictureCache } from '../../../../sw/picture-cache.js';
import { Sequence } from '../../../../sw/sequence.js';
import { ServerTime } from '../../../../sw/server-time.js';
import { settingsOf } from '../../../../sw/settings.js';
import { Statistics } from '../../../../sw/statistics.js';
import { keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';

/** How many writes of pictures are refused for want of room. */
let refusals: number;
/** How often room was made. */
let rooms: number;
let pictures: PictureCache;

beforeEach(async () => {
  refusals = 0;
  rooms = 0;
  const name = uniqueName('cache');
  onTestFinished(async () => {
    await caches.delete(name);
  });
  const open = async (): Promise<Cache> => refusing(await caches.open(name));
  const settings = settingsOf({}, location.origin);
  const statistics = new Statistics(name);
  const changes = new Sequence(name);
  const serverTime = new ServerTime(open);
  const housekeeping = new Housekeeping({ open, settings, statistics, changes, serverTime });
  const makeRoom = (cache: Cache) => {
    rooms++;
    return housekeeping.makeRoom(cache);
  };
  pictures = new PictureCache({ open, settings, statistics, changes, makeRoom });
});

/** The real cache, but for writes of pictures that are refused as a full disk refuses them. */
function refusing(cache: Cache): Cache {
  return {
    match: cache.match.bind(cache),
    keys: cache.keys.bind(cache),
    delete: cache.delete.bind(cache),
    put: async (address: string, response: Response) => {
      if (address.includes('/image?size=') && refusals-- > 0) {
        throw new DOMException('made up', 'QuotaExceededError');
      }
      await cache.put(address, response);
    },
  } as Cache;
}

function key(userId: string): PictureKey {
  return { account: '', userId, variant: 128 };
}

const NOW = Date.now();
const USERS = ['oldest', 'older', 'newer', 'newest'];

const keepFour = () =>
  pictures.keep(
    USERS.map((userId, i) => keepRequest({ userId, askedAt: NOW, fetchedAt: NOW - 4000 + i * 1000 })),
  );

async function left(): Promise<string[]> {
  const users = [...USERS, 'ada'];
  const found = await pictures.findAll(users.map(key), NOW);
  return users.filter((_, i) => found[i] !== null);
}

test('when the storage is full, the older half is dropped and the write is tried once more', async () => {
  await keepFour();
  refusals = 1;
  expect(await pictures.keep([keepRequest({ userId: 'ada' })])).toBe(0);
  expect(await left()).toEqual(['newer', 'newest', 'ada']);
});

test('room is made once for all that is kept together', async () => {
  await keepFour();
  refusals = 3;
  expect(await pictures.keep(['ada', 'bob', 'cleo'].map((userId) => keepRequest({ userId })))).toBe(0);
  expect(rooms).toBe(1);
  expect(await left()).toEqual(['newer', 'newest', 'ada']);
  refusals = 1;
  expect(await pictures.keep([keepRequest({ userId: 'dora' })])).toBe(0);
  expect(rooms).toBe(2);
});

test('when it is still full, the keep fails and the next one is carried out', async () => {
  await keepFour();
  refusals = 2;
  await expect(pictures.keep([keepRequest({ userId: 'ada' })])).rejects.toThrow('made up');
  expect(await pictures.keep([keepRequest({ userId: 'ada' })])).toBe(0);
  expect(await left()).toEqual(['newer', 'newest', 'ada']);
});

test('room is not made a second time in vain, before something fits', async () => {
  await keepFour();
  refusals = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(pictures.keep([keepRequest({ userId: 'ada' })])).rejects.toThrow('made up');
  }
  expect(rooms).toBe(1);
  expect(await left()).toEqual(['newer', 'newest']);
  refusals = 0;
  await pictures.keep([keepRequest({ userId: 'ada' })]);
  refusals = 1;
  await pictures.keep([keepRequest({ userId: 'bob' })]);
  expect(rooms).toBe(2);
});
