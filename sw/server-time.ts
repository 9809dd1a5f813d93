import type { PageTime } from '../js/shared/stored-picture.js';
import { readJson, writeJson } from './json-entry.js';

const NAME = 'server-time';
/** What is remembered is right to that. */
const TOLERANCE_MS = 1000;

/**
 * The server's clock, which the ages of pictures are measured with: the computer's may be wrong by days. The worker does not ask
 * the backend, so it goes by what pages know.
 */
export class ServerTime {
  readonly #open: () => Promise<Cache>;
  /** Server clock minus the computer's; null until it was read. */
  #ahead: Promise<number> | null = null;

  constructor(open: () => Promise<Cache>) {
    this.#open = open;
  }

  /**
   * What lifetimes are counted to: the earlier of the two clocks. A picture is given up only when it is old by both, because what is
   * remembered of the server's may be of before the computer's was set.
   */
  async lifetimeNow(): Promise<number> {
    const { client, server } = await this.pageTime();
    return Math.min(client, server);
  }

  /** Now. Never rejects: with no storage to remember the difference, the computer's clock must do for both. */
  async pageTime(): Promise<PageTime> {
    this.#ahead ??= this.#read();
    const ahead = await this.#ahead;
    const client = Date.now();
    return { client, server: client + ahead };
  }

  /** `time`: now, as a page knows it. Never rejects. */
  async learn(time: PageTime): Promise<void> {
    const { client, server } = await this.pageTime();
    const ahead = time.server - client;
    if (!Number.isFinite(ahead) || Math.abs(time.server - server) < TOLERANCE_MS) return;
    this.#ahead = Promise.resolve(ahead);
    await this.#open()
      .then((cache) => writeJson(cache, NAME, ahead))
      .catch(() => {});
  }

  async #read(): Promise<number> {
    const stored = await this.#open()
      .then((cache) => readJson(cache, NAME))
      .catch(() => null);
    return typeof stored === 'number' && Number.isFinite(stored) ? stored : 0;
  }
}
