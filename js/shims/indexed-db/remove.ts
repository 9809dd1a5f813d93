import { picturesOfUser, rowsOfAccount, tombstone } from './rows.js';
import type { Database, RowKey, TombstoneRow, WriteTransaction } from './schema.js';
import { write } from './transactions.js';

/** Deletes every picture of these users and remembers when. */
export async function removeUsers(
  database: Database,
  account: string,
  userIds: readonly string[],
  at: number,
): Promise<void> {
  await write(database, (transaction) =>
    Promise.all(userIds.map((userId) => removeUser(transaction, account, userId, at))),
  );
}

async function removeUser(transaction: WriteTransaction, account: string, userId: string, at: number) {
  const before = await droppedAt(transaction, [account, userId, 0]);
  await transaction.store.delete(picturesOfUser(account, userId));
  await transaction.store.put(tombstone(account, userId, Math.max(at, before)));
}

/** Deletes every row of the account and leaves one tombstone for all of its users. */
export async function clearAccount(database: Database, account: string, at: number): Promise<void> {
  await write(database, async (transaction) => {
    const before = await droppedAt(transaction, [account, '', 0]);
    await transaction.store.delete(rowsOfAccount(account));
    await transaction.store.put(tombstone(account, '', Math.max(at, before)));
  });
}

async function droppedAt({ store }: WriteTransaction, key: RowKey): Promise<number> {
  const row = (await store.get(key)) as TombstoneRow | undefined;
  return row?.at ?? Number.NEGATIVE_INFINITY;
}
