import { isAlive, STORED_LIFETIME_MS } from '../shared/lifetimes.js';
import type { LocalVariant } from './local-record.js';

/** What a slot shows until its picture itself can be shown. */
export type Preview = Pick<LocalVariant, 'preview' | 'version' | 'bytes'>;

/**
 * Small copies of pictures, as localStorage had them when it was read for a page that has nothing else yet. Each belongs to one version. It
 * outlives the signed URL beside it, but not what L2 and L3 would hold, nor the removal of its record. A newer version in the record, or a soft
 * invalidation, leaves it: what is shown stays until there is something new.
 */
export class Previews {
  readonly #byUser = new Map<string, readonly LocalVariant[]>();
  #isListening = false;

  /** What is read from localStorage during `call` is read in order to be shown. */
  listen(call: () => void): void {
    this.#isListening = true;
    try {
      call();
    } finally {
      this.#isListening = false;
    }
  }

  /** A record was read. */
  noteRead(userId: string, variants: readonly LocalVariant[]): void {
    if (this.#isListening) this.#set(userId, variants);
  }

  of(userId: string, size: number, serverNow: () => number): Preview | null {
    const found = this.#byUser.get(userId)?.find((variant) => variant.size === size);
    return found !== undefined && isAlive(found.fetchedAt, STORED_LIFETIME_MS, serverNow()) ? found : null;
  }

  /** The picture itself is shown from now on. */
  drop(userId: string, size: number): void {
    const before = this.#byUser.get(userId);
    if (before !== undefined)
      this.#set(
        userId,
        before.filter((variant) => variant.size !== size),
      );
  }

  dropUser(userId: string): void {
    this.#byUser.delete(userId);
  }

  clear(): void {
    this.#byUser.clear();
  }

  #set(userId: string, variants: readonly LocalVariant[]): void {
    const shown = variants.filter(({ preview }) => preview !== '');
    if (shown.length > 0) this.#byUser.set(userId, shown);
    else this.#byUser.delete(userId);
  }
}
