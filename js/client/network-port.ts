import type { Variant } from '../shared/variants.js';
import type { DescribeOutcome, DownloadOutcome, NetworkShim } from '../shims/types.js';
import { attempt } from './attempt.js';
import { parseBatchAnswer } from './backend-answer.js';
import type { NetworkPort } from './core-module.js';
import type { Early } from './early-pictures.js';
import type { PortHost } from './engine.js';
import { failureNumber, LAYER, STATUS } from './vocabulary.js';

/** L4 for the core. Time-outs are the core's: it aborts what takes too long. Whatever the shim does, nothing is thrown. */
export interface AbortableNetworkPort extends NetworkPort {
  abortAll(): void;
}

/** What is under way, by name, so that it can be aborted. */
class Calls {
  readonly #controllers = new Map<string, AbortController>();

  /** `done` is not called after an abort; with null when the call rejected. */
  start<Outcome>(
    name: string,
    call: (signal: AbortSignal) => Promise<Outcome>,
    done: (outcome: Outcome | null) => void,
  ): void {
    const controller = new AbortController();
    this.#controllers.set(name, controller);
    const end = (outcome: Outcome | null): void => {
      if (this.#controllers.get(name) === controller) this.#controllers.delete(name);
      if (!controller.signal.aborted) done(outcome);
    };
    attempt(() => call(controller.signal)).then(
      (outcome) => end(outcome ?? null),
      () => end(null),
    );
  }

  abort(name: string): void {
    this.#controllers.get(name)?.abort();
    this.#controllers.delete(name);
  }

  abortAll(): void {
    for (const name of [...this.#controllers.keys()]) this.abort(name);
  }
}

export function createNetworkPort(shim: NetworkShim, host: PortHost): AbortableNetworkPort {
  return new NetworkCalls(shim, host);
}

class NetworkCalls implements AbortableNetworkPort {
  readonly #shim: NetworkShim;
  readonly #host: PortHost;
  readonly #calls = new Calls();

  constructor(shim: NetworkShim, host: PortHost) {
    this.#shim = shim;
    this.#host = host;
  }

  describe(batch: number, variant: number, userIds: string[]): void {
    this.#calls.start(
      `describe ${batch}`,
      (signal) => this.#shim.describe(userIds, variant as Variant, signal),
      (outcome) => described(this.#host, batch, outcome),
    );
  }

  download(slot: number, generation: number, url: string, fresh: boolean): void {
    this.#calls.start(
      `download ${slot} ${generation}`,
      async (signal) => {
        const isCached = !fresh && (await this.#showEarly(slot, { generation, url }, signal));
        return this.#shim.download(url, fresh ? 'reload' : isCached ? 'force-cache' : 'default', signal);
      },
      (outcome) => downloaded(this.#host, slot, generation, outcome),
    );
  }

  abortDescribe(batch: number): void {
    this.#calls.abort(`describe ${batch}`);
  }

  abortDownload(slot: number, generation: number): void {
    this.#host.early?.end(slot);
    this.#calls.abort(`download ${slot} ${generation}`);
  }

  abortAll(): void {
    this.#calls.abortAll();
  }

  /** True when the browser's cache has the picture then. One that is there already needs no early address. */
  async #showEarly(slot: number, early: Early, signal: AbortSignal): Promise<boolean> {
    const { table } = this.#host;
    if (table.status(slot) === STATUS.ready) return false;
    const shown = (): void => this.#host.run((core, now) => core.handleShown(slot, early.generation, now));
    return (await this.#host.early?.show(slot, early, signal, shown)) ?? false;
  }
}

/** `outcome`: null when the shim broke its word and rejected. */
function described(host: PortHost, batch: number, outcome: DescribeOutcome | null): void {
  host.run((core, now) => {
    const answer = outcome?.ok && typeof outcome.body === 'string' ? parseBatchAnswer(outcome.body) : null;
    if (answer !== null) core.handleDescribed(batch, answer.serverTime, answer.pictures, answer.missing, now);
    else core.handleDescribeFailed(batch, failureOf(outcome), retryAfterOf(outcome), now);
  });
}

function downloaded(host: PortHost, slot: number, generation: number, outcome: DownloadOutcome | null): void {
  host.run((core, now) => {
    if (!outcome?.ok || !isComplete(outcome)) {
      core.handleDownloadFailed(slot, generation, failureOf(outcome), now);
      return;
    }
    const { version, contentType, bytes } = outcome;
    if (!core.handleDownloaded(slot, generation, version, contentType, bytes.byteLength, now)) return;
    host.early?.end(slot);
    if (outcome.uncacheable) host.early?.stop();
    host.held.accept(slot, { version: core.version(slot), contentType, bytes }, LAYER.network);
  });
}

function isComplete({ version, contentType, bytes }: DownloadOutcome & { ok: true }): boolean {
  return typeof version === 'string' && typeof contentType === 'string' && bytes instanceof ArrayBuffer;
}

function failureOf(outcome: DescribeOutcome | DownloadOutcome | null): number {
  if (outcome === null) return failureNumber('unreachable');
  return failureNumber(outcome.ok ? 'badAnswer' : outcome.failure);
}

function retryAfterOf(outcome: DescribeOutcome | null): number {
  return outcome === null || outcome.ok ? 0 : outcome.retryAfterMs;
}
