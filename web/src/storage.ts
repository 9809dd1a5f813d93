import { isOwnKey, setOffline } from './demo-state';

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
}

async function deleteDatabases(): Promise<void> {
  const databases = await indexedDB.databases();
  await Promise.all(databases.map(({ name }) => (name === undefined ? undefined : deleteDatabase(name))));
}

/** Empties localStorage and IndexedDB, so that only the service worker is left. */
export async function emptyPageStorage(): Promise<void> {
  for (const key of Object.keys(localStorage)) {
    if (!isOwnKey(key)) localStorage.removeItem(key);
  }
  await deleteDatabases();
}

/** Empties everything this origin keeps, the service worker included, as in a new browser. */
export async function emptyEverything(): Promise<void> {
  localStorage.clear();
  setOffline(false);
  await deleteDatabases();
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
}
