import type { BytesShim } from '../shims/types.js';

/** A bytes layer that this cache was told to do without: the core is told so too, and does not ask it. */
export const missingBytesShim: BytesShim = {
  lookup: async () => [],
  keep: async () => 0,
  remove: async () => {},
  clear: async () => {},
};
