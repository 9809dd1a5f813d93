import { type Database, type ReadTransaction, STORE, type WriteTransaction } from './schema.js';

/**
 * Runs `work` in one transaction and waits until it is committed. `work` may await nothing but requests of that
 * transaction: anything else ends it early (Indexed Database API, 2.7.1).
 */
export function read<Result>(
  database: Database,
  work: (transaction: ReadTransaction) => Promise<Result>,
): Promise<Result> {
  return finish(database.transaction([STORE], 'readonly'), work);
}

/** As read(); nothing of it is stored when `work` or the commit fails. */
export function write<Result>(
  database: Database,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  return finish(database.transaction([STORE], 'readwrite'), work);
}

async function finish<Transaction extends ReadTransaction | WriteTransaction, Result>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const { done } = transaction;
  done.catch(() => {});
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It is over already, which is what was wanted.
  }
}
