import { createIndexedDbShim } from '../shims/indexed-db.js';
import { createLocalStorageShim } from '../shims/local-storage.js';
import { createNetworkShim } from '../shims/network.js';
import { createServiceWorkerShim, type WorkerState } from '../shims/service-worker.js';
import type { LayerUsage, LocalStorageShim, NetworkShim } from '../shims/types.js';
import { createBytesPort } from './bytes-port.js';
import type { CorePorts } from './core-module.js';
import type { PortHost } from './engine.js';
import { lateBytesShim } from './late-bytes-shim.js';
import type { UsageSources } from './layer-usage.js';
import { createLocalStoragePort } from './local-storage-port.js';
import { missingBytesShim } from './missing-bytes-shim.js';
import { type AbortableNetworkPort, createNetworkPort } from './network-port.js';
import type { Settings } from './settings.js';
import { LAYER } from './vocabulary.js';

/** The layers of one cache, put together from the shims. */
export interface Layers {
  readonly hasWorker: boolean;
  readonly network: NetworkShim;
  portsFor(host: PortHost): CorePorts;
  usageSources(account: string): UsageSources;
  /** Opens the database and registers the worker. `tell`: a layer that could not be had. Never rejects. */
  open(tell: (layer: number, available: boolean) => void): Promise<void>;
  close(): void;
}

export function openLayers(settings: Settings): Layers {
  const { account, layers } = settings;
  const local = layers.localStorage ? createLocalStorageShim() : null;
  const database = layers.indexedDB
    ? createIndexedDbShim({ maxEntries: settings.indexedDBEntries, maxBytes: settings.indexedDBBytes })
    : null;
  const url = layers.serviceWorker ? settings.serviceWorker : null;
  const worker = url === null ? null : createServiceWorkerShim({ baseUrl: settings.baseUrl });
  const network = createNetworkShim({
    baseUrl: settings.baseUrl,
    headers: settings.headers,
    fetch: settings.fetch,
    maxPictureBytes: settings.maxPictureBytes,
  });
  const registered = url === null ? undefined : worker?.register(url);
  let networkPort: AbortableNetworkPort | undefined;
  return {
    hasWorker: worker !== null,
    network,
    portsFor: (host) => {
      networkPort = createNetworkPort(network, host);
      const late =
        worker === null
          ? null
          : lateBytesShim(worker, () => worker.available, registered ?? Promise.resolve());
      return {
        localStorage: createLocalStoragePort(local),
        indexedDB: createBytesPort(LAYER.indexedDB, database ?? missingBytesShim, host, account),
        serviceWorker: createBytesPort(LAYER.serviceWorker, late ?? missingBytesShim, host, account),
        network: networkPort,
      };
    },
    usageSources: () => ({
      localStorage: () => localUsage(local, account),
      indexedDB: async () => (await database?.usage()) ?? NOTHING,
      serviceWorker: async () => (worker?.available ? await worker.statistics() : NOTHING),
    }),
    open: async (tell) => {
      const opening = [
        openLayer(LAYER.indexedDB, database?.open(), tell),
        openLayer(LAYER.serviceWorker, registered?.then(assertThere), tell),
      ];
      worker?.onAvailability((available) => tell(LAYER.serviceWorker, available));
      await Promise.all(opening);
    },
    close: () => {
      networkPort?.abortAll();
      database?.close();
      worker?.dispose();
    },
  };
}

const NOTHING: LayerUsage = { entries: 0, bytes: 0 };

async function openLayer(
  layer: number,
  opened: Promise<unknown> | undefined,
  tell: (layer: number, available: boolean) => void,
): Promise<void> {
  if (opened === undefined) {
    tell(layer, false);
    return;
  }
  await opened.catch(() => tell(layer, false));
}

function assertThere(state: WorkerState): void {
  if (state === 'unavailable') throw new Error('no service worker');
}

function localUsage(shim: LocalStorageShim | null, account: string): LayerUsage {
  const prefix = account === '' ? 'profile_pic:' : `profile_pic@${encodeURIComponent(account)}:`;
  const records = shim?.list(prefix) ?? [];
  return { entries: records.length, bytes: records.reduce((sum, { bytes }) => sum + bytes, 0) };
}
