import { laterDrop } from '../../shared/lifetimes.js';
import { picturesOfUser, rowsOfAccount, tombstone } from './rows.js';
import type { Database, RowKey, TombstoneRow, WriteTransaction } from './schema.js';
import { write } from './transactions.js';

/** Deletes the pictures of these users that were fetched at `fetchedUpTo` or earlier, and remembers when. */
export async function removeUsers(
  database: Database,
  account: string,
  userIds: readonly string[],
  at: number,
  fetchedUpTo: number,
): Promise<void> {
  await write(database, (transaction) =>
    Promise.all(
      userIds.map(async (userId) => {
        await deletePictures(transaction, account, userId, fetchedUpTo);
        await bury(transaction, account, userId, at);
      }),
    ),
  );
}

async function deletePictures(
  { store }: WriteTransaction,
  account: string,
  userId: string,
  fetchedUpTo: number,
): Promise<void> {
  if (fetchedUpTo === Number.POSITIVE_INFINITY) return store.delete(picturesOfUser(account, userId));
  let cursor = await store.index('details').openKeyCursor(picturesOfUser(account, userId));
  while (cursor !== null) {
    const [, , , , fetchedAt] = cursor.key;
    if (fetchedAt <= fetchedUpTo) await store.delete(cursor.primaryKey);
    cursor = await cursor.continue();
  }
}

async function bury(transaction: WriteTransaction, account: string, userId: string, at: number) {
  const before = await droppedAt(transaction, [account, userId, 0]);
  await transaction.store.put(tombstone(account, userId, laterDrop(before, at)));
}

/** Deletes every row of the account and leaves one tombstone for all of its users. */
export async function clearAccount(database: Database, account: string, at: number): Promise<void> {
  await write(database, async (transaction) => {
    const before = await droppedAt(transaction, [account, '', 0]);
    await transaction.store.delete(rowsOfAccount(account));
    await transaction.store.put(tombstone(account, '', laterDrop(before, at)));
  });
}

async function droppedAt({ store }: WriteTransaction, key: RowKey): Promise<number> {
  const row = (await store.get(key)) as TombstoneRow | undefined;
  return row?.at ?? Number.NEGATIVE_INFINITY;
}
