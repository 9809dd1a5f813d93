import type { Variant } from '../shared/variants.js';
import type { LocalStorageShim } from '../shims/types.js';
import type { Clock } from './clock.js';
import { createLocalStoragePort, type LocalRecords } from './local-storage-port.js';
import { refusal } from './picture-reader.js';
import { Previews } from './previews.js';
import { previewSnapshot } from './snapshots.js';
import type { PictureSnapshot } from './types.js';

/**
 * How long what was read is given again: a log-out in another tab takes it away. To listen for that would cost the first frame some
 * milliseconds (a listener for 'storage' opens localStorage; Chromium 156).
 */
const FRESH_MS = 100;

interface Seen {
  snapshot: PictureSnapshot;
  at: number;
}

/**
 * What the first frame of a later visit can show without the core: the previews in localStorage. It decides nothing else: of whatever has
 * no preview it knows nothing.
 */
export class FirstLook {
  readonly #previews = new Previews();
  readonly #records: LocalRecords;
  readonly #now: Clock;
  readonly #defaultVariant: Variant;
  readonly #seen = new Map<string, Seen>();

  constructor(shim: LocalStorageShim | null, account: string, defaultVariant: Variant, now: Clock) {
    this.#records = createLocalStoragePort(shim, account, this.#previews);
    this.#defaultVariant = defaultVariant;
    this.#now = now;
  }

  /** The same object as long as nothing changes; null when there is no preview. */
  of(userId: string, size: Variant | undefined): PictureSnapshot | null {
    const variant = size ?? this.#defaultVariant;
    const key = `${variant}:${userId}`;
    const now = this.#now();
    const seen = this.#seen.get(key);
    if (seen !== undefined && Math.abs(now - seen.at) < FRESH_MS) return seen.snapshot;
    const read = this.#read(userId, variant);
    const snapshot = read?.url === seen?.snapshot.url ? (seen?.snapshot ?? null) : read;
    if (snapshot === null) this.#seen.delete(key);
    else this.#seen.set(key, { snapshot, at: now });
    return snapshot;
  }

  #read(userId: string, variant: Variant): PictureSnapshot | null {
    if (refusal(userId, variant) !== null) return null;
    // A record that is gone says nothing.
    this.#previews.dropUser(userId);
    this.#previews.listen(() => this.#records.read(userId));
    const preview = this.#previews.of(userId, variant, this.#now);
    return preview === null ? null : previewSnapshot(userId, preview);
  }
}
