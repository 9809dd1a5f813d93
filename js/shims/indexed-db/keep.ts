import { judgeKeep, type KeepVerdict, type Present } from '../../shared/keep-rule.js';
import type { KeepRequest, PageTime } from '../../shared/stored-picture.js';
import { detailsOf, pictureRow, rowKey } from './rows.js';
import type { Database, TombstoneRow, WriteTransaction } from './schema.js';
import { write } from './transactions.js';

export interface Kept {
  refused: number;
  /** What was added, for the trimmer's estimate: a picture that was replaced is not taken off. */
  entries: number;
  bytes: number;
}

/** Keeps the pictures in one transaction. All that decides is read first, without the bytes of any picture. */
export function keepAll(database: Database, pictures: readonly KeepRequest[], time: PageTime): Promise<Kept> {
  return write(database, async (transaction) => {
    const readDroppedAt = tombstoneReader(transaction);
    const known = pictures.map(async (request) => {
      const [droppedAt, present] = await Promise.all([
        readDroppedAt(request),
        readPresent(transaction, request),
      ]);
      return { request, droppedAt, present };
    });
    const kept: Kept = { refused: 0, entries: 0, bytes: 0 };
    const puts = (await Promise.all(known)).map(async ({ request, droppedAt, present }) => {
      const verdict = judgeKeep(request, droppedAt, present, time);
      const size = await put(transaction, request, verdict);
      if (size === null) kept.refused++;
      else if (size > 0) kept.entries++;
      kept.bytes += size ?? 0;
    });
    await Promise.all(puts);
    return kept;
  });
}

/** Reads when a request's account and user were invalidated; each is read once. */
function tombstoneReader(transaction: WriteTransaction): (request: KeepRequest) => Promise<number[]> {
  const rows = new Map<string, Promise<number>>();
  const read = (account: string, userId: string): Promise<number> => {
    const name = JSON.stringify([account, userId]);
    const row = rows.get(name) ?? readAt(transaction, account, userId);
    rows.set(name, row);
    return row;
  };
  return ({ key }) => Promise.all([read(key.account, ''), read(key.account, key.userId)]);
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

/** Returns the bytes that it added, at most. Null: refused. */
async function put(
  { store }: WriteTransaction,
  request: KeepRequest,
  verdict: KeepVerdict,
): Promise<number | null> {
  if (verdict === 'refuse') return null;
  if (verdict === 'put' && request.bytes !== undefined) {
    await store.put(pictureRow(request, request.bytes));
    return request.bytes.byteLength;
  }
  const row = verdict === 'renew' ? await store.get(rowKey(request.key)) : undefined;
  if (row !== undefined) await store.put({ ...row, fetchedAt: request.fetchedAt });
  return 0;
}
