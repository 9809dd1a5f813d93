import type { Page } from 'playwright';

/** The version of the user's 128 pixel picture that each layer holds, read from the browser's own storages; null where there is none. */
export interface StoredVersions {
  localStorage: string | null;
  indexedDB: string | null;
  serviceWorker: string | null;
}

export function inEveryLayer(page: Page, userId: string): Promise<StoredVersions> {
  return page.evaluate(async (user) => {
    const record = JSON.parse(localStorage.getItem(`profile_pic:${user}`) ?? '{}') as { version?: string };
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('profile-picture-cache');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const [storeName] = [...database.objectStoreNames];
    const row = await new Promise<{ version?: string } | undefined>((resolve, reject) => {
      const request = database
        .transaction(storeName as string)
        .objectStore(storeName as string)
        .get(['', user, 128]);
      request.onsuccess = () => resolve(request.result as { version?: string } | undefined);
      request.onerror = () => reject(request.error);
    });
    database.close();
    const response = await caches.match(`/api/profile-pictures/${encodeURIComponent(user)}/image?size=128`);
    const etag = [...(response?.headers ?? [])].find(([name]) => name.includes('version') || name === 'etag');
    return {
      localStorage: record.version ?? null,
      indexedDB: row?.version ?? null,
      serviceWorker: etag?.[1]?.replaceAll('"', '') ?? null,
    };
  }, userId);
}
