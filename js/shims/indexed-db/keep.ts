import { judgeKeep, type KeepVerdict, type Present } from '../../shared/keep-rule.js';
import type { KeepRequest, PageTime } from '../../shared/stored-picture.js';
import { answer } from './requests.js';
import { detailsOf, pictureRow, rowKey } from './rows.js';
import type { Details, TombstoneRow } from './schema.js';
import { write } from './transactions.js';

export interface Kept {
  refused: number;
  /** What was added, for the trimmer's estimate: a picture that was replaced is not taken off. */
  entries: number;
  bytes: number;
}

/** Keeps the pictures in one transaction. All that decides is read first, without the bytes of any picture. */
export function keepAll(
  database: IDBDatabase,
  pictures: readonly KeepRequest[],
  time: PageTime,
): Promise<Kept> {
  return write(database, async (store) => {
    const readDroppedAt = tombstoneReader(store);
    const known = pictures.map(async (request) => {
      const [droppedAt, present] = await Promise.all([readDroppedAt(request), readPresent(store, request)]);
      return { request, droppedAt, present };
    });
    const kept: Kept = { refused: 0, entries: 0, bytes: 0 };
    const puts = (await Promise.all(known)).map(async ({ request, droppedAt, present }) => {
      const verdict = judgeKeep(request, droppedAt, present, time);
      const size = await put(store, request, verdict);
      if (size === null) kept.refused++;
      else if (size > 0) kept.entries++;
      kept.bytes += size ?? 0;
    });
    await Promise.all(puts);
    return kept;
  });
}

/** Reads when a request's account and user were invalidated; each is read once. */
function tombstoneReader(store: IDBObjectStore): (request: KeepRequest) => Promise<number[]> {
  const rows = new Map<string, Promise<number>>();
  const read = (account: string, userId: string): Promise<number> => {
    const name = JSON.stringify([account, userId]);
    const row = rows.get(name) ?? readAt(store, account, userId);
    rows.set(name, row);
    return row;
  };
  return ({ key }) => Promise.all([read(key.account, ''), read(key.account, key.userId)]);
}

async function readAt(store: IDBObjectStore, account: string, userId: string): Promise<number> {
  const row = (await answer(store.get([account, userId, 0]))) as TombstoneRow | undefined;
  return row?.at ?? Number.NEGATIVE_INFINITY;
}

async function readPresent(store: IDBObjectStore, { key }: KeepRequest): Promise<Present | null> {
  const cursor = await answer(store.index('details').openKeyCursor(detailsOf(key)));
  if (cursor === null) return null;
  const [, , , version, fetchedAt] = cursor.key as Details;
  return { version, fetchedAt };
}

/** Returns the bytes that it added, at most. Null: refused. */
async function put(
  store: IDBObjectStore,
  request: KeepRequest,
  verdict: KeepVerdict,
): Promise<number | null> {
  if (verdict === 'refuse') return null;
  if (verdict === 'put' && request.bytes !== undefined) {
    await answer(store.put(pictureRow(request, request.bytes)));
    return request.bytes.byteLength;
  }
  const row = verdict === 'renew' ? await answer(store.get(rowKey(request.key))) : undefined;
  if (row !== undefined) await answer(store.put({ ...row, fetchedAt: request.fetchedAt }));
  return 0;
}
