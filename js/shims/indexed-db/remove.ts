import { isRemoved } from '../../shared/keep-rule.js';
import { laterDrop } from '../../shared/lifetimes.js';
import type { PageTime } from '../../shared/stored-picture.js';
import { picturesOfUser, rowsOfUsers, tombstone } from './rows.js';
import type { Database, RowKey, TombstoneRow, WriteTransaction } from './schema.js';
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
  database: Database,
  account: string,
  userIds: readonly string[],
  { at, fetchedUpTo, time }: Removal,
): Promise<void> {
  await write(database, (transaction) =>
    Promise.all(
      userIds.map(async (userId) => {
        await deletePictures(transaction, account, userId, fetchedUpTo, time);
        await bury(transaction, [account, userId, 0], at, time);
      }),
    ),
  );
}

async function deletePictures(
  { store }: WriteTransaction,
  account: string,
  userId: string,
  fetchedUpTo: number,
  time: PageTime,
): Promise<void> {
  if (fetchedUpTo === Number.POSITIVE_INFINITY) return store.delete(picturesOfUser(account, userId));
  let cursor = await store.index('details').openKeyCursor(picturesOfUser(account, userId));
  while (cursor !== null) {
    const [, , , , fetchedAt] = cursor.key;
    if (isRemoved(fetchedAt, fetchedUpTo, time)) await store.delete(cursor.primaryKey);
    cursor = await cursor.continue();
  }
}

async function bury({ store }: WriteTransaction, key: RowKey, at: number, time: PageTime): Promise<void> {
  const row = (await store.get(key)) as TombstoneRow | undefined;
  const before = row?.at ?? Number.NEGATIVE_INFINITY;
  const [account, userId] = key;
  await store.put(tombstone(account, userId, laterDrop(before, at, time.client)));
}

/** Deletes every row of the account but one tombstone for all of its users. */
export async function clearAccount(
  database: Database,
  account: string,
  at: number,
  time: PageTime,
): Promise<void> {
  await write(database, async (transaction) => {
    await transaction.store.delete(rowsOfUsers(account));
    await bury(transaction, [account, '', 0], at, time);
  });
}
