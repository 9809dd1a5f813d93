/** A `Storage` in memory that can be full, and can be blocked as browsers block it. */
export class MemoryStorage implements Storage {
  [name: string]: unknown;
  readonly #values = new Map<string, string>();
  readonly #quotaUnits: number;

  /** `quotaUnits`: UTF-16 units of all keys and values together. */
  constructor(quotaUnits = 5_000_000) {
    this.#quotaUnits = quotaUnits;
  }

  get length(): number {
    return this.#values.size;
  }

  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    const others = [...this.#values].filter(([name]) => name !== key);
    const used = others.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
    if (used + key.length + value.length > this.#quotaUnits) {
      throw new DOMException('The storage is full.', 'QuotaExceededError');
    }
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }
}
