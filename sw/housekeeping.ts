import type { Sequence } from './sequence.js';
import type { ServerTime } from './server-time.js';
import type { Settings } from './settings.js';
import type { Statistics, StoredStatistics } from './statistics.js';
import { type Budget, type Exclusively, trim } from './trim.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Trimming stops at this part of the budget, so that it is not due again at the next picture. */
const TRIM_TO = 0.9;

export interface HousekeepingParts {
  open: () => Promise<Cache>;
  settings: Settings;
  statistics: Statistics;
  changes: Sequence;
  serverTime: ServerTime;
}

/** What is done after events, once for many: storing the statistics, and trimming when the budget or the day is over. */
export class Housekeeping {
  readonly #open: () => Promise<Cache>;
  readonly #settings: Settings;
  readonly #statistics: Statistics;
  readonly #changes: Sequence;
  readonly #serverTime: ServerTime;
  #pending: Promise<void> | null = null;
  /** One at a time: a second one would count again what the first is about to trim. */
  #running: Promise<void> = Promise.resolve();

  constructor({ open, settings, statistics, changes, serverTime }: HousekeepingParts) {
    this.#open = open;
    this.#settings = settings;
    this.#statistics = statistics;
    this.#changes = changes;
    this.#serverTime = serverTime;
  }

  /** Resolves when it is done; give it to the event's waitUntil(). Never rejects. */
  soon(): Promise<void> {
    this.#pending ??= this.#later();
    return this.#pending;
  }

  async #later(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#settings.idleMs));
    this.#pending = null;
    this.#running = this.#running.then(() => this.#run()).catch(() => {});
    await this.#running;
  }

  async #run(): Promise<void> {
    if (!this.#statistics.isDirty) return;
    const cache = await this.#open();
    const now = Date.now();
    const stored = await this.#statistics.write(cache);
    const { maxEntries, maxBytes } = this.#settings;
    const whenQuiet: Exclusively = (task) => this.#changes.run(task);
    if (stored.entries > maxEntries || stored.bytes > maxBytes) {
      await this.#trim(cache, reduced(this.#settings), whenQuiet);
    } else if (isDue(stored, now)) {
      await this.#trim(cache, { entries: maxEntries, bytes: maxBytes }, whenQuiet);
    }
  }

  /**
   * The quota of the origin is used up, whatever our budget says: drops the older half. For a change that is under way, and
   * so has the cache to itself.
   */
  async makeRoom(cache: Cache): Promise<void> {
    const { maxEntries, maxBytes } = this.#settings;
    const atOnce: Exclusively = (task) => task();
    const { bytes } = await this.#trim(cache, { entries: maxEntries, bytes: maxBytes }, atOnce);
    await this.#trim(cache, { entries: maxEntries, bytes: bytes / 2 }, atOnce);
  }

  async #trim(cache: Cache, budget: Budget, exclusively: Exclusively): Promise<{ bytes: number }> {
    const countedAt = Date.now();
    const now = await this.#serverTime.lifetimeNow();
    const { entries, bytes, trimmed } = await trim(cache, budget, now, exclusively);
    this.#statistics.add({ trimmed });
    await this.#statistics.write(cache, { entries, bytes, countedAt });
    return { bytes };
  }
}

function reduced({ maxEntries, maxBytes }: Settings): Budget {
  return { entries: Math.floor(maxEntries * TRIM_TO), bytes: Math.floor(maxBytes * TRIM_TO) };
}

function isDue({ countedAt }: StoredStatistics, now: number): boolean {
  return now - countedAt >= DAY_MS;
}
