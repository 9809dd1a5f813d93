import type { LocalStorageShim } from '../shims/types.js';
import type { LocalStoragePort } from './core-module.js';

/** L1 for the core. Without a shim, or with one that throws, it holds nothing and refuses every write. */
export function createLocalStoragePort(shim: LocalStorageShim | null): LocalStoragePort {
  const guard = <Result>(use: (shim: LocalStorageShim) => Result, otherwise: Result): Result => {
    try {
      return shim === null ? otherwise : use(shim);
    } catch {
      return otherwise;
    }
  };
  return {
    read: (key) => guard((storage) => textOrNull(storage.read(key)), null),
    write: (key, value) => guard((storage) => storage.write(key, value) === true, false),
    remove: (key) => guard((storage) => storage.remove(key), undefined),
    list: (prefix) => guard((storage) => [...storage.list(prefix)], []),
  };
}

/** A storage that a page has replaced may give anything. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
