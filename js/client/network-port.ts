import type { Variant } from '../shared/variants.js';
import type { DescribeOutcome, DownloadOutcome, NetworkShim } from '../shims/types.js';
import { attempt } from './attempt.js';
import { parseBatchAnswer } from './backend-answer.js';
import type { NetworkPort } from './core-module.js';
import type { PortHost } from './engine.js';
import { failureNumber, LAYER, STATUS } from './vocabulary.js';

/** L4 for the core. Time-outs are the core's: it aborts what takes too long. Whatever the shim does, nothing is thrown. */
export interface AbortableNetworkPort extends NetworkPort {
  abortAll(): void;
}

export function createNetworkPort(shim: NetworkShim, host: PortHost): AbortableNetworkPort {
  const calls = new Map<string, AbortController>();
  const start = <Outcome extends { ok: boolean }>(
    name: string,
    call: (signal: AbortSignal) => Promise<Outcome>,
    done: (outcome: Outcome | null) => void,
  ): void => {
    const controller = new AbortController();
    calls.set(name, controller);
    const end = (outcome: Outcome | null): void => {
      if (calls.get(name) === controller) calls.delete(name);
      if (!controller.signal.aborted) done(outcome);
    };
    attempt(() => call(controller.signal)).then(
      (outcome) => end(outcome ?? null),
      () => end(null),
    );
  };
  const abort = (name: string): void => {
    calls.get(name)?.abort();
    calls.delete(name);
  };
  return {
    describe: (batch, variant, userIds) =>
      start(
        `describe ${batch}`,
        (signal) => shim.describe(userIds, variant as Variant, signal),
        (outcome) => described(host, batch, outcome),
      ),
    download: (slot, generation, url, fresh) =>
      start(
        `download ${slot} ${generation}`,
        async (signal) => {
          const early = fresh || host.table.status(slot) === STATUS.ready ? null : host.early;
          const shown = (): void => host.run((core, now) => core.handleShown(slot, generation, now));
          const isCached = (await early?.show(slot, { generation, url }, signal, shown)) ?? false;
          return shim.download(url, fresh ? 'reload' : isCached ? 'force-cache' : 'default', signal);
        },
        (outcome) => downloaded(host, slot, generation, outcome),
      ),
    abortDescribe: (batch) => abort(`describe ${batch}`),
    abortDownload: (slot, generation) => {
      host.early?.end(slot);
      abort(`download ${slot} ${generation}`);
    },
    abortAll: () => {
      for (const name of [...calls.keys()]) abort(name);
    },
  };
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
