import type { WorkerStatistics } from '../js/shared/messages.js';
import { readJson, writeJson } from './json-entry.js';
import { Sequence } from './sequence.js';

const FIELDS = ['hits', 'misses', 'joined', 'entries', 'bytes', 'trimmed'] as const;

/** What is stored: `countedAt` is when the entries and bytes were last counted one by one. */
export interface StoredStatistics extends WorkerStatistics {
  countedAt: number;
}

/**
 * The worker's figures. They outlive the worker, which browsers stop after seconds: what was counted since start is added
 * to what is stored. Entries and bytes drift when a worker is stopped early, and are counted anew now and then.
 */
export class Statistics {
  #pending: WorkerStatistics = zero();
  readonly #turns = new Sequence('statistics');
  readonly #name: string;

  /** Each scope has figures of its own. */
  constructor(scope: string) {
    this.#name = `statistics?scope=${encodeURIComponent(scope)}`;
  }

  add(changes: Partial<WorkerStatistics>): void {
    this.#pending = sum(this.#pending, { ...zero(), ...changes });
  }

  get isDirty(): boolean {
    return FIELDS.some((field) => this.#pending[field] !== 0);
  }

  read(cache: Cache): Promise<StoredStatistics> {
    return this.#turns.run(async () => total(await this.#stored(cache), this.#pending));
  }

  /** Stores the figures; `counted`, when given, takes the place of the entries and bytes that were reckoned. */
  write(
    cache: Cache,
    counted?: { entries: number; bytes: number; countedAt: number },
  ): Promise<StoredStatistics> {
    return this.#turns.run(async () => {
      const pending = this.#pending;
      const all = { ...total(await this.#stored(cache), pending), ...counted };
      await writeJson(cache, this.#name, all);
      this.#pending = sum(this.#pending, pending, -1);
      return all;
    });
  }

  async #stored(cache: Cache): Promise<StoredStatistics> {
    const stored = ((await readJson(cache, this.#name)) ?? {}) as Partial<StoredStatistics>;
    return { ...zero(), countedAt: 0, ...stored };
  }
}

function zero(): WorkerStatistics {
  return { hits: 0, misses: 0, joined: 0, entries: 0, bytes: 0, trimmed: 0 };
}

function sum(a: WorkerStatistics, b: WorkerStatistics, sign = 1): WorkerStatistics {
  const result = zero();
  for (const field of FIELDS) result[field] = a[field] + sign * b[field];
  return result;
}

function total(stored: StoredStatistics, pending: WorkerStatistics): StoredStatistics {
  const result = { ...sum(stored, pending), countedAt: stored.countedAt };
  for (const field of FIELDS) result[field] = Math.max(0, result[field]);
  return result;
}
