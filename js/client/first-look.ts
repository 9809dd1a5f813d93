import type { Variant } from '../shared/variants.js';
import type { LocalStorageShim } from '../shims/types.js';
import type { Clock } from './clock.js';
import { createLocalStoragePort, type LocalRecords } from './local-storage-port.js';
import { refusal } from './picture-reader.js';
import { Previews } from './previews.js';
import { previewSnapshot } from './snapshots.js';
import type { PictureSnapshot } from './types.js';

/**
 * What the first frame of a later visit can show without the core: the previews in localStorage. It decides nothing else: of whatever has
 * no preview it knows nothing.
 */
export class FirstLook {
  readonly #previews = new Previews();
  readonly #records: LocalRecords;
  readonly #now: Clock;
  readonly #defaultVariant: Variant;
  readonly #seen = new Map<string, PictureSnapshot>();

  constructor(shim: LocalStorageShim | null, account: string, defaultVariant: Variant, now: Clock) {
    this.#records = createLocalStoragePort(shim, account, this.#previews);
    this.#defaultVariant = defaultVariant;
    this.#now = now;
  }

  /** The same object each time; null when there is no preview. */
  of(userId: string, size: Variant | undefined): PictureSnapshot | null {
    const variant = size ?? this.#defaultVariant;
    const key = `${variant}:${userId}`;
    const seen = this.#seen.get(key) ?? this.#read(userId, variant);
    if (seen !== null) this.#seen.set(key, seen);
    return seen;
  }

  #read(userId: string, variant: Variant): PictureSnapshot | null {
    if (refusal(userId, variant) !== null) return null;
    this.#previews.listen(() => this.#records.read(userId));
    const preview = this.#previews.of(userId, variant, this.#now);
    return preview === null ? null : previewSnapshot(userId, preview);
  }
}
