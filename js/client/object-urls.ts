/**
 * Object URLs with a reference count. A URL is counted once by the cache as long as it is the slot's picture, and once by each element that
 * shows it; it is revoked when the last of them lets go. They belong to this document and are never stored or sent.
 */
export class ObjectUrls {
  readonly #counts = new Map<string, number>();

  get live(): number {
    return this.#counts.size;
  }

  /** A new URL for these bytes, counted once. */
  create(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    this.#counts.set(url, 1);
    return url;
  }

  /** One more holder. Returns the way out, which works once. A URL that is not ours, or gone, is left alone. */
  hold(url: string): () => void {
    const count = this.#counts.get(url);
    if (count === undefined) return () => {};
    this.#counts.set(url, count + 1);
    let held = true;
    return () => {
      if (held) this.release(url);
      held = false;
    };
  }

  release(url: string): void {
    const count = this.#counts.get(url);
    if (count === undefined) return;
    if (count > 1) {
      this.#counts.set(url, count - 1);
      return;
    }
    this.#counts.delete(url);
    URL.revokeObjectURL(url);
  }

  revokeAll(): void {
    for (const url of this.#counts.keys()) URL.revokeObjectURL(url);
    this.#counts.clear();
  }
}
