import type { PageTime } from '../../shared/stored-picture.js';
import type { LayerUsage } from '../types.js';
import type { Connection } from './connection.js';
import { type Budget, trim } from './trim.js';

export interface RoomOptions {
  budget: Budget;
  /** Runs a task when the page has nothing better to do. */
  whenIdle: (task: () => void) => void;
}

/** Trimming stops at this part of the budget, so that it is not due again at the next picture. */
const TRIM_TO = 0.9;

/**
 * Keeps the database within its budget, while idle. It counts what this tab adds and looks at the database itself only
 * when that count, which is never too small for this tab's own writes, goes over the budget.
 */
export class Room {
  readonly #connection: Connection;
  readonly #options: RoomOptions;
  /** Null until the database was looked at. */
  #estimate: LayerUsage | null = null;
  #scheduled = false;
  /** Room was made that nothing has fitted into yet. */
  #inVain = false;

  constructor(connection: Connection, options: RoomOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** `time` is now: what trimming goes by. */
  added(entries: number, bytes: number, time: PageTime): void {
    this.#inVain = false;
    if (this.#estimate !== null) {
      this.#estimate = { entries: this.#estimate.entries + entries, bytes: this.#estimate.bytes + bytes };
    }
    if (this.#isOver() && !this.#scheduled) this.#schedule(time);
  }

  /** Not a second time in vain: what fills the origin is not ours, and every try would cost the half of what is. */
  get canBeMade(): boolean {
    return !this.#inVain;
  }

  /** The quota of the origin is used up, whatever our budget says: drops the older half. */
  async makeRoom(time: PageTime): Promise<void> {
    const half = (await this.#trim(this.#options.budget, time)).bytes / 2;
    await this.#trim({ entries: this.#options.budget.entries, bytes: half }, time);
    this.#inVain = true;
  }

  #isOver(): boolean {
    const { budget } = this.#options;
    const used = this.#estimate;
    return used === null || used.entries > budget.entries || used.bytes > budget.bytes;
  }

  #schedule(time: PageTime): void {
    this.#scheduled = true;
    this.#options.whenIdle(() => {
      this.#tidy(time).finally(() => {
        this.#scheduled = false;
      });
    });
  }

  async #tidy(time: PageTime): Promise<void> {
    const { budget } = this.#options;
    const target = this.#estimate === null ? budget : reduced(budget);
    await this.#trim(target, time).catch(() => {});
  }

  async #trim(budget: Budget, time: PageTime): Promise<LayerUsage> {
    const left = await this.#connection.run((database) => trim(database, budget, time));
    this.#estimate = left;
    return left;
  }
}

function reduced({ entries, bytes }: Budget): Budget {
  return { entries: Math.floor(entries * TRIM_TO), bytes: Math.floor(bytes * TRIM_TO) };
}
