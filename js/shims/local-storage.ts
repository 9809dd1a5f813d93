import type { LocalStorageShim } from './types.js';

export interface LocalStorageShimOptions {
  /**
   * Where the storage is, asked at each call; default: the page's. May return null and may throw: a browser that blocks
   * storage throws a SecurityError when the property is only read (HTML, 12.2.3).
   */
  storage?: () => Storage | null;
}

/** L1. A storage that is missing or blocked reads nothing and refuses every write. */
export function createLocalStorageShim(options: LocalStorageShimOptions = {}): LocalStorageShim {
  const open = options.storage ?? pageStorage;
  const attempt = <Result>(use: (storage: Storage) => Result, otherwise: Result): Result => {
    try {
      const storage = open();
      return storage === null ? otherwise : use(storage);
    } catch {
      return otherwise;
    }
  };
  return {
    read: (key) => attempt((storage) => storage.getItem(key), null),
    write: (key, value) =>
      attempt((storage) => {
        storage.setItem(key, value);
        return true;
      }, false),
    remove: (key) => attempt((storage) => storage.removeItem(key), undefined),
    list: (prefix) => attempt((storage) => sizes(storage, prefix), []),
  };
}

function pageStorage(): Storage | null {
  return typeof localStorage === 'undefined' ? null : localStorage;
}

/** Browsers count two bytes for each UTF-16 unit of key and value. */
const BYTES_PER_UNIT = 2;

function sizes(storage: Storage, prefix: string): { key: string; bytes: number }[] {
  const found: { key: string; bytes: number }[] = [];
  for (let i = 0; i < storage.length; i++) {
    const key = storage.key(i);
    if (key === null || !key.startsWith(prefix)) continue;
    const value = storage.getItem(key) ?? '';
    found.push({ key, bytes: BYTES_PER_UNIT * (key.length + value.length) });
  }
  return found;
}
