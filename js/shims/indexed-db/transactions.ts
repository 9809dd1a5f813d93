import { completion } from './requests.js';
import { STORE } from './schema.js';

/** What is done in one transaction. */
export type Work<Result> = (store: IDBObjectStore) => Promise<Result>;

/**
 * Runs `work` in one transaction and waits until it is committed. `work` may await nothing but requests of that
 * transaction: anything else ends it early (Indexed Database API, 2.7.1).
 */
export function read<Result>(database: IDBDatabase, work: Work<Result>): Promise<Result> {
  return finish(database.transaction(STORE, 'readonly'), work);
}

/** As read(); nothing of it is stored when `work` or the commit fails. */
export function write<Result>(database: IDBDatabase, work: Work<Result>): Promise<Result> {
  return finish(database.transaction(STORE, 'readwrite'), work);
}

async function finish<Result>(transaction: IDBTransaction, work: Work<Result>): Promise<Result> {
  const done = completion(transaction);
  done.catch(() => {});
  try {
    const result = await work(transaction.objectStore(STORE));
    await done;
    return result;
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already, which is what was wanted.
  }
}
