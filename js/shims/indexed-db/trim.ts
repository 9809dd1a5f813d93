import { isAlive, STORED_LIFETIME_MS, TOMBSTONE_LIFETIME_MS } from '../../shared/lifetimes.js';
import type { PageTime } from '../../shared/stored-picture.js';
import type { LayerUsage } from '../types.js';
import { answer, walk } from './requests.js';
import type { Details, RowKey } from './schema.js';
import { read, write } from './transactions.js';

export interface Budget {
  entries: number;
  bytes: number;
}

interface Entry {
  key: RowKey;
  details: Details;
  fetchedAt: number;
  size: number;
}

/** Rows deleted in one transaction: a page's lookup never waits behind more. */
const BATCH = 200;

/** How full the database is. Walks the index, so no picture is read. */
export async function usage(database: IDBDatabase): Promise<LayerUsage> {
  return total(await entries(database));
}

/**
 * Deletes what is older than its lifetime and then the oldest pictures until the rest fits the budget, and forgets
 * old tombstones. Returns what is left. Pictures carry the server's time, tombstones the page's.
 */
export async function trim(database: IDBDatabase, budget: Budget, time: PageTime): Promise<LayerUsage> {
  const { keep, drop } = split(await entries(database), budget, time.server);
  for (let at = 0; at < drop.length; at += BATCH) {
    const batch = drop.slice(at, at + BATCH);
    await write(database, (store) => Promise.all(batch.map((entry) => deleteUnchanged(store, entry))));
  }
  await write(database, (store) => forgetTombstones(store, time.client - TOMBSTONE_LIFETIME_MS));
  return total(keep);
}

async function entries(database: IDBDatabase): Promise<Entry[]> {
  return read(database, async (store) => {
    const found: Entry[] = [];
    await walk(store.index('details').openKeyCursor(), ({ key, primaryKey }) => {
      const details = key as Details;
      const [, , , , fetchedAt, size] = details;
      found.push({ key: primaryKey as RowKey, details, fetchedAt, size });
    });
    return found;
  });
}

/** A picture that was replaced or renewed since it was looked at stays. */
async function deleteUnchanged(store: IDBObjectStore, { key, details }: Entry): Promise<void> {
  const isThere = (await answer(store.index('details').getKey(details))) !== undefined;
  if (isThere) await answer(store.delete(key));
}

/** From the newest on, as many as fit the budget. */
function split(all: Entry[], budget: Budget, now: number): { keep: Entry[]; drop: Entry[] } {
  const keep: Entry[] = [];
  const drop: Entry[] = [];
  let bytes = 0;
  for (const entry of all.sort((a, b) => b.fetchedAt - a.fetchedAt)) {
    bytes += entry.size;
    const fits = drop.length === 0 && keep.length < budget.entries && bytes <= budget.bytes;
    (fits && isAlive(entry.fetchedAt, STORED_LIFETIME_MS, now) ? keep : drop).push(entry);
  }
  return { keep, drop };
}

function total(all: readonly Entry[]): LayerUsage {
  return { entries: all.length, bytes: all.reduce((sum, { size }) => sum + size, 0) };
}

function forgetTombstones(store: IDBObjectStore, before: number): Promise<void> {
  const old = IDBKeyRange.upperBound(before, true);
  return walk(store.index('tombstones').openKeyCursor(old), (cursor) => {
    store.delete(cursor.primaryKey);
  });
}
