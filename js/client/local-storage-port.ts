import type { LocalStorageShim } from '../shims/types.js';
import type { LocalStoragePort } from './core-module.js';

/** L1 for the core. Without a shim it holds nothing and refuses every write. */
export function createLocalStoragePort(shim: LocalStorageShim | null): LocalStoragePort {
  if (shim !== null) return shim;
  return { read: () => null, write: () => false, remove: () => {}, list: () => [] };
}
