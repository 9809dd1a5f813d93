import type { ObjectUrls } from './object-urls.js';

/** Bytes of one version of one slot, as they came from a layer or the network. */
export interface PictureBytes {
  generation: number;
  version: string;
  contentType: string;
  bytes: ArrayBuffer;
}

interface Held extends Omit<PictureBytes, 'bytes'> {
  url: string;
  /** Null once the slower layers have them: the object URL alone keeps the picture. */
  bytes: ArrayBuffer | null;
}

/**
 * The pictures whose bytes this page holds, a slot each. The core decides which bytes are a slot's picture; this keeps them, as an object URL,
 * and as plain bytes until the slower layers were given them.
 */
export class HeldPictures {
  readonly #urls: ObjectUrls;
  readonly #held = new Map<number, Held>();

  constructor(urls: ObjectUrls) {
    this.#urls = urls;
  }

  url(slot: number): string | null {
    return this.#held.get(slot)?.url ?? null;
  }

  /** Makes these bytes the slot's picture; the one before is let go. */
  accept(slot: number, picture: PictureBytes): void {
    const before = this.#held.get(slot);
    const { generation, version, contentType, bytes } = picture;
    const url = this.#urls.create(bytes, contentType);
    this.#held.set(slot, { generation, version, contentType, bytes, url });
    if (before !== undefined) this.#urls.release(before.url);
  }

  drop(slot: number): void {
    const held = this.#held.get(slot);
    if (held === undefined) return;
    this.#held.delete(slot);
    this.#urls.release(held.url);
  }

  /** The bytes to keep in a slower layer; null when they were given away before or are of another version. */
  bytesToKeep(slot: number, version: string): ArrayBuffer | null {
    const held = this.#held.get(slot);
    return held?.version === version ? held.bytes : null;
  }

  /** Every layer that wanted the bytes of this slot has been given them. */
  forgetBytes(slot: number): void {
    const held = this.#held.get(slot);
    if (held !== undefined) held.bytes = null;
  }

  clear(): void {
    this.#held.clear();
  }
}
