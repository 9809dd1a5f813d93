import type { ObjectUrls } from './object-urls.js';

/** Bytes of one version of one slot, as they came from a layer or the network. */
export interface PictureBytes {
  version: string;
  contentType: string;
  bytes: ArrayBuffer;
}

/** The browser's copy, which the object URL keeps alive anyway. */
interface BrowserCopy {
  url: string;
  blob: Blob;
}

interface Held {
  version: string;
  contentType: string;
  /** Null until it is wanted: to make it takes a millisecond (Chromium 156), half a second for a long list. */
  browser: BrowserCopy | null;
  /** This page's copy, until the slower layers were given it and the browser has its own. */
  bytes: ArrayBuffer | null;
  /** Numbers of the layers that have this version. */
  givenTo: Set<number>;
}

/**
 * The pictures whose bytes this page holds, a slot each. The core decides which bytes are a slot's picture; this keeps them, as an object URL,
 * and as plain bytes until the slower layers were given them.
 */
export class HeldPictures {
  readonly #urls: ObjectUrls;
  readonly #held = new Map<number, Held>();
  /** Those of #held with `bytes`. */
  readonly #plain = new Set<Held>();

  constructor(urls: ObjectUrls) {
    this.#urls = urls;
  }

  url(slot: number): string | null {
    const held = this.#held.get(slot);
    return held === undefined ? null : this.#browserCopy(held).url;
  }

  version(slot: number): string | null {
    return this.#held.get(slot)?.version ?? null;
  }

  blob(slot: number): Blob | null {
    const held = this.#held.get(slot);
    return held === undefined ? null : this.#browserCopy(held).blob;
  }

  /** How many pictures this page has copies of, beside those of the object URLs. */
  get copies(): number {
    return this.#plain.size;
  }

  /**
   * Makes these bytes the slot's picture; the one before is let go. `from`: the layer they came from. `isCovered`: a preview is shown in its
   * place, so that its object URL is not wanted yet.
   */
  accept(slot: number, picture: PictureBytes, from: number, isCovered = false): void {
    const before = this.#held.get(slot);
    const { version, contentType, bytes } = picture;
    const held: Held = { version, contentType, bytes, browser: null, givenTo: new Set([from]) };
    this.#held.set(slot, held);
    this.#plain.add(held);
    if (!isCovered) this.#browserCopy(held);
    if (before !== undefined) this.#letGo(before);
  }

  drop(slot: number): void {
    const held = this.#held.get(slot);
    if (held === undefined) return;
    this.#held.delete(slot);
    this.#letGo(held);
  }

  /**
   * The bytes to give to a layer, which then counts as having them; at once when this page still has its copy. Null when the layer has them,
   * or when another version is held.
   */
  give(slot: number, version: string, layer: number): ArrayBuffer | Promise<ArrayBuffer> | null {
    const held = this.#held.get(slot);
    if (held?.version !== version || held.givenTo.has(layer)) return null;
    held.givenTo.add(layer);
    return held.bytes ?? this.#browserCopy(held).blob.arrayBuffer();
  }

  /** The layer may not have taken the bytes: the next time it is given them again. */
  takeBack(slot: number, version: string, layer: number): void {
    const held = this.#held.get(slot);
    if (held?.version === version) held.givenTo.delete(layer);
  }

  /** The layer was told to drop these slots' pictures: it has none of them any more. Null: of every slot. */
  droppedBy(layer: number, slots: readonly number[] | null): void {
    for (const slot of slots ?? this.#held.keys()) this.#held.get(slot)?.givenTo.delete(layer);
  }

  /** This page's copies go where the browser has one. */
  forgetCopies(): void {
    for (const held of this.#plain) {
      if (held.browser === null) continue;
      held.bytes = null;
      this.#plain.delete(held);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#plain.clear();
  }

  #letGo(held: Held): void {
    this.#plain.delete(held);
    if (held.browser !== null) this.#urls.release(held.browser.url);
  }

  #browserCopy(held: Held): BrowserCopy {
    if (held.browser !== null) return held.browser;
    const blob = new Blob([held.bytes as ArrayBuffer], { type: held.contentType });
    held.browser = { blob, url: this.#urls.create(blob) };
    return held.browser;
  }
}
