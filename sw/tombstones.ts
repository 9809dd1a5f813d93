import { isAlive, laterDrop, TOMBSTONE_LIFETIME_MS } from '../js/shared/lifetimes.js';
import { readJson, writeJson } from './json-entry.js';

const NAME = 'tombstones';

/** Times of invalidations by [account, userId] as JSON; an empty userId, which no user has, stands for the whole account. */
type Times = Record<string, number>;

/** When users and accounts were last invalidated, so that a keep that was asked for earlier is refused. */
export class Tombstones {
  readonly #times: Times;

  private constructor(times: Times) {
    this.#times = times;
  }

  static async read(cache: Cache): Promise<Tombstones> {
    const stored = await readJson(cache, NAME);
    return new Tombstones(typeof stored === 'object' && stored !== null ? (stored as Times) : {});
  }

  /** When the account and this user were invalidated. */
  droppedAt(account: string, userId: string): number[] {
    return [this.#at(account, ''), this.#at(account, userId)];
  }

  add(account: string, userIds: readonly string[], at: number, now: number): void {
    for (const userId of userIds) {
      this.#times[JSON.stringify([account, userId])] = laterDrop(this.#at(account, userId), at, now);
    }
  }

  /** Stores them without those that are too old to matter. */
  async write(cache: Cache, now: number): Promise<void> {
    const alive = Object.entries(this.#times).filter(([, at]) => isAlive(at, TOMBSTONE_LIFETIME_MS, now));
    await writeJson(cache, NAME, Object.fromEntries(alive));
  }

  #at(account: string, userId: string): number {
    return this.#times[JSON.stringify([account, userId])] ?? Number.NEGATIVE_INFINITY;
  }
}
