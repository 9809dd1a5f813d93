import type { KeepRequest } from '../../shared/stored-picture.js';
import { detailsOf, pictureRow, rowKey } from './rows.js';
import type { Database, TombstoneRow, WriteTransaction } from './schema.js';
import { write } from './transactions.js';

export interface Kept {
  refused: number;
  /** What was added, for the trimmer's estimate: a picture that was replaced is not taken off. */
  entries: number;
  bytes: number;
}

interface Present {
  version: string;
  fetchedAt: number;
}

/** Keeps the pictures in one transaction. All that decides is read first, without the bytes of any picture. */
export function keepAll(database: Database, pictures: readonly KeepRequest[]): Promise<Kept> {
  return write(database, async (transaction) => {
    const tombstones = readTombstones(transaction, pictures);
    const known = pictures.map(async (request) => {
      const [droppedAt, present] = await Promise.all([
        tombstones(request),
        readPresent(transaction, request),
      ]);
      return { request, droppedAt, present };
    });
    const kept: Kept = { refused: 0, entries: 0, bytes: 0 };
    const puts = (await Promise.all(known)).map(async ({ request, droppedAt, present }) => {
      const size = isRefused(request, droppedAt, present) ? null : await put(transaction, request, present);
      if (size === null) kept.refused++;
      else if (size > 0) kept.entries++;
      kept.bytes += size ?? 0;
    });
    await Promise.all(puts);
    return kept;
  });
}

/** The latest invalidation of a request's user or account; each user is read once. */
function readTombstones(transaction: WriteTransaction, pictures: readonly KeepRequest[]) {
  const rows = new Map<string, Promise<number>>();
  const read = (account: string, userId: string): Promise<number> => {
    const name = JSON.stringify([account, userId]);
    const row = rows.get(name) ?? readAt(transaction, account, userId);
    rows.set(name, row);
    return row;
  };
  for (const { key } of pictures) {
    void read(key.account, '');
    void read(key.account, key.userId);
  }
  return async ({ key }: KeepRequest): Promise<number> =>
    Math.max(await read(key.account, ''), await read(key.account, key.userId));
}

async function readAt(transaction: WriteTransaction, account: string, userId: string): Promise<number> {
  const row = (await transaction.store.get([account, userId, 0])) as TombstoneRow | undefined;
  return row?.at ?? Number.NEGATIVE_INFINITY;
}

async function readPresent(transaction: WriteTransaction, { key }: KeepRequest): Promise<Present | null> {
  const cursor = await transaction.store.index('details').openKeyCursor(detailsOf(key));
  if (cursor === null) return null;
  const [, , , version, fetchedAt] = cursor.key;
  return { version, fetchedAt };
}

/** Refused: invalidated since it was asked for, empty, nothing to renew, or an older answer than the one that is there. */
function isRefused(request: KeepRequest, droppedAt: number, present: Present | null): boolean {
  if (request.askedAt < droppedAt || !Number.isFinite(request.fetchedAt)) return true;
  if (request.bytes === undefined) return present?.version !== request.version;
  if (request.bytes.byteLength === 0) return true;
  return present !== null && present.version !== request.version && present.fetchedAt > request.fetchedAt;
}

/** Returns the bytes it added: 0 when the picture is there and as fresh. Null when it is gone after all. */
async function put(
  { store }: WriteTransaction,
  request: KeepRequest,
  present: Present | null,
): Promise<number | null> {
  const same = present?.version === request.version;
  if (same && present.fetchedAt >= request.fetchedAt) return 0;
  if (request.bytes !== undefined) {
    await store.put(pictureRow(request, request.bytes));
    return same ? 0 : request.bytes.byteLength;
  }
  const row = await store.get(rowKey(request.key));
  if (row === undefined) return null;
  await store.put({ ...row, fetchedAt: request.fetchedAt });
  return 0;
}
