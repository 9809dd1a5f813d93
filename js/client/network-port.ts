import type { Variant } from '../shared/variants.js';
import type { DescribeOutcome, DownloadOutcome, NetworkShim } from '../shims/types.js';
import type { NetworkPort } from './core-module.js';
import type { PortHost } from './engine.js';
import { failureNumber } from './vocabulary.js';

/** L4 for the core. Time-outs are the core's: it aborts what takes too long. */
export interface AbortableNetworkPort extends NetworkPort {
  abortAll(): void;
}

export function createNetworkPort(shim: NetworkShim, host: PortHost): AbortableNetworkPort {
  const calls = new Map<string, AbortController>();
  const start = <Outcome>(
    name: string,
    call: (signal: AbortSignal) => Promise<Outcome>,
    done: (outcome: Outcome) => void,
  ): void => {
    const controller = new AbortController();
    calls.set(name, controller);
    call(controller.signal).then((outcome) => {
      if (calls.get(name) === controller) calls.delete(name);
      if (!controller.signal.aborted) done(outcome);
    });
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
        (signal) => shim.download(url, fresh, signal),
        (outcome) => downloaded(host, slot, generation, outcome),
      ),
    abortDescribe: (batch) => abort(`describe ${batch}`),
    abortDownload: (slot, generation) => abort(`download ${slot} ${generation}`),
    abortAll: () => {
      for (const name of [...calls.keys()]) abort(name);
    },
  };
}

function described(host: PortHost, batch: number, outcome: DescribeOutcome): void {
  host.run((core, now) => {
    if (outcome.ok) core.handleDescribed(batch, outcome.body, now);
    else core.handleDescribeFailed(batch, failureNumber(outcome.failure), outcome.retryAfterMs, now);
  });
}

function downloaded(host: PortHost, slot: number, generation: number, outcome: DownloadOutcome): void {
  host.run((core, now) => {
    if (!outcome.ok) {
      core.handleDownloadFailed(slot, generation, failureNumber(outcome.failure), now);
      return;
    }
    const { version, contentType, bytes } = outcome;
    if (!core.handleDownloaded(slot, generation, version, contentType, bytes.byteLength, now)) return;
    host.held.accept(slot, { generation, version: core.version(slot), contentType, bytes });
  });
}
