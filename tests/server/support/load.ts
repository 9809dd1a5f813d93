import http from 'node:http';

export interface LoadResult {
  /** How many answers had each status. */
  statuses: Record<number, number>;
  /** Connections that broke or requests without an answer. */
  broken: string[];
  /** Milliseconds, ascending. */
  times: number[];
}

/** Several clients that ask one address after the other over kept connections until they are told to stop. */
export class Load {
  readonly #agent: http.Agent;
  readonly #clients: Promise<void>[];
  readonly #result: LoadResult = { statuses: {}, broken: [], times: [] };
  #stopping = false;

  constructor(urls: readonly string[], clients = 8) {
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: clients });
    this.#clients = Array.from({ length: clients }, (_, i) => this.#run(urls, i));
  }

  /** Answers so far. */
  get answered(): number {
    return this.#result.times.length;
  }

  async stop(): Promise<LoadResult> {
    this.#stopping = true;
    await Promise.all(this.#clients);
    this.#agent.destroy();
    this.#result.times.sort((a, b) => a - b);
    return this.#result;
  }

  async #run(urls: readonly string[], first: number): Promise<void> {
    for (let i = first; !this.#stopping; i += 1) {
      const begun = performance.now();
      try {
        const status = await this.#ask(urls[i % urls.length] as string);
        this.#result.statuses[status] = (this.#result.statuses[status] ?? 0) + 1;
      } catch (error) {
        this.#result.broken.push(String(error));
      }
      this.#result.times.push(performance.now() - begun);
    }
  }

  #ask(url: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = http.get(url, { agent: this.#agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', reject);
      });
      request.on('error', reject);
    });
  }
}
