import { isAlive, STORED_LIFETIME_MS } from '../js/shared/lifetimes.js';
import { isJsonEntry } from './json-entry.js';
import type { Sequence } from './sequence.js';
import { readFacts } from './stored-response.js';

export interface Budget {
  entries: number;
  bytes: number;
}

interface Entry {
  request: Request;
  fetchedAt: number;
  size: number;
}

/** Entries looked at or deleted before other events have their turn. */
const BATCH = 50;

/** Runs a task while nothing else changes the cache. */
export type Exclusively = Sequence['run'];

/**
 * Deletes what is older than its lifetime and then the oldest pictures until the rest fits. Returns what is left and how
 * many went.
 */
export async function trim(
  cache: Cache,
  budget: Budget,
  now: number,
  exclusively: Exclusively,
): Promise<{ entries: number; bytes: number; trimmed: number }> {
  const left = { entries: 0, bytes: 0 };
  const drop: Entry[] = [];
  for (const entry of (await entries(cache)).sort((a, b) => b.fetchedAt - a.fetchedAt)) {
    const fits = left.entries < budget.entries && left.bytes + entry.size <= budget.bytes;
    if (drop.length > 0 || !fits || !isAlive(entry.fetchedAt, STORED_LIFETIME_MS, now)) drop.push(entry);
    else {
      left.entries++;
      left.bytes += entry.size;
    }
  }
  await inBatches(drop, (entry) => exclusively(() => deleteUnchanged(cache, entry)));
  return { ...left, trimmed: drop.length };
}

async function entries(cache: Cache): Promise<Entry[]> {
  const pictures = (await cache.keys()).filter(({ url }) => !isJsonEntry(url));
  return inBatches(pictures, (request) => entryOf(cache, request));
}

/** What is not a picture of ours counts as older than everything. */
async function entryOf(cache: Cache, request: Request): Promise<Entry> {
  const response = await cache.match(request);
  const facts = response === undefined ? null : readFacts(response);
  return { request, fetchedAt: facts?.fetchedAt ?? Number.NEGATIVE_INFINITY, size: facts?.size ?? 0 };
}

/** A picture that was replaced or renewed since it was looked at stays. */
async function deleteUnchanged(cache: Cache, { request, fetchedAt }: Entry): Promise<void> {
  const now = await entryOf(cache, request);
  if (now.fetchedAt === fetchedAt) await cache.delete(request);
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += BATCH) {
    results.push(...(await Promise.all(items.slice(at, at + BATCH).map(work))));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return results;
}
