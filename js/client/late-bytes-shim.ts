import type { BytesShim } from '../shims/types.js';

/**
 * A bytes layer that is not there yet, such as a service worker at the first visit: lookups find nothing, at once; writes
 * wait, in order, until `ready` and then go through. Rejected writes mean that the layer did not come.
 */
export function lateBytesShim(shim: BytesShim, isReady: () => boolean, ready: Promise<unknown>): BytesShim {
  let last: Promise<unknown> = ready;
  const inOrder = <Value>(write: () => Promise<Value>): Promise<Value> => {
    const done = last.then(write, write);
    last = done.catch(() => {});
    return done;
  };
  return {
    lookup: (keys, now) => (isReady() ? shim.lookup(keys, now) : Promise.resolve([])),
    keep: (pictures) => inOrder(() => shim.keep(pictures)),
    remove: (account, userIds, at) => inOrder(() => shim.remove(account, userIds, at)),
    clear: (account, at) => inOrder(() => shim.clear(account, at)),
  };
}
