import { isRemoved } from '../../shared/keep-rule.js';
import { laterDrop } from '../../shared/lifetimes.js';
import type { PageTime } from '../../shared/stored-picture.js';
import { answer, walk } from './requests.js';
import { picturesOfUser, rowsOfUsers, tombstone } from './rows.js';
import type { Details, RowKey, TombstoneRow } from './schema.js';
import { write } from './transactions.js';

export interface Removal {
  /** Remembered against late keeps; client clock. */
  at: number;
  /** Server clock. */
  fetchedUpTo: number;
  /** Now. */
  time: PageTime;
}

/** Deletes the pictures of these users that were fetched at `fetchedUpTo` or earlier, and remembers when. */
export async function removeUsers(
  database: IDBDatabase,
  account: string,
  userIds: readonly string[],
  { at, fetchedUpTo, time }: Removal,
): Promise<void> {
  await write(database, (store) =>
    Promise.all(
      userIds.map(async (userId) => {
        await deletePictures(store, account, userId, fetchedUpTo, time);
        await bury(store, [account, userId, 0], at, time);
      }),
    ),
  );
}

async function deletePictures(
  store: IDBObjectStore,
  account: string,
  userId: string,
  fetchedUpTo: number,
  time: PageTime,
): Promise<void> {
  if (fetchedUpTo === Number.POSITIVE_INFINITY) return answer(store.delete(picturesOfUser(account, userId)));
  await walk(store.index('details').openKeyCursor(picturesOfUser(account, userId)), (cursor) => {
    const [, , , , fetchedAt] = cursor.key as Details;
    if (isRemoved(fetchedAt, fetchedUpTo, time)) store.delete(cursor.primaryKey);
  });
}

async function bury(store: IDBObjectStore, key: RowKey, at: number, time: PageTime): Promise<void> {
  const row = (await answer(store.get(key))) as TombstoneRow | undefined;
  const before = row?.at ?? Number.NEGATIVE_INFINITY;
  const [account, userId] = key;
  await answer(store.put(tombstone(account, userId, laterDrop(before, at, time.client))));
}

/** Deletes every row of the account but one tombstone for all of its users. */
export async function clearAccount(
  database: IDBDatabase,
  account: string,
  at: number,
  time: PageTime,
): Promise<void> {
  await write(database, async (store) => {
    await answer(store.delete(rowsOfUsers(account)));
    await bury(store, [account, '', 0], at, time);
  });
}
