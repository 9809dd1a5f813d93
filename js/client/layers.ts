import { createIndexedDbShim, type IndexedDbShim } from '../shims/indexed-db.js';
import { createLocalStorageShim } from '../shims/local-storage.js';
import { createNetworkShim } from '../shims/network.js';
import { createPreviewEncoder, type PreviewEncoder } from '../shims/preview-encoder.js';
import {
  createServiceWorkerShim,
  type ServiceWorkerShim,
  type WorkerState,
} from '../shims/service-worker.js';
import type { LayerUsage, LocalStorageShim, NetworkShim } from '../shims/types.js';
import { attempt } from './attempt.js';
import { createBytesPort } from './bytes-port.js';
import type { CorePorts } from './core-module.js';
import { createImageLoader, type ImageLoader } from './early-pictures.js';
import type { PortHost } from './engine.js';
import type { UsageSources } from './layer-usage.js';
import { createLocalStoragePort, type LocalRecords } from './local-storage-port.js';
import { missingBytesShim } from './missing-bytes-shim.js';
import { type AbortableNetworkPort, createNetworkPort } from './network-port.js';
import type { Settings } from './settings.js';
import { LAYER } from './vocabulary.js';

/** What one cache stores in and asks; null: it does without. */
export interface Shims {
  localStorage: LocalStorageShim | null;
  indexedDB: IndexedDbShim | null;
  serviceWorker: { shim: ServiceWorkerShim; url: string } | null;
  network: NetworkShim;
  /** Null: the browser makes no previews. */
  encodePreview: PreviewEncoder | null;
  /** Null: pictures are shown when their bytes are here. */
  loadImage: ImageLoader | null;
}

/** 'there'; 'away': not, or not yet; 'lost': it should be there and could not be had. */
export type LayerState = 'there' | 'away' | 'lost';

/** The layers of one cache, put together from the shims. */
export interface Layers {
  readonly hasWorker: boolean;
  readonly network: NetworkShim;
  portsFor(host: PortHost): CorePorts & { localStorage: LocalRecords };
  usageSources(): UsageSources;
  /** The browser opens the database while WebAssembly starts. open() tells what came of it. */
  openAhead(): void;
  /** Opens the database and registers the worker. `tell`: how a layer is from now on; all are there at first. Never rejects. */
  open(tell: (layer: number, state: LayerState) => void): Promise<void>;
  close(): void;
}

/** The browser's own, as far as the settings want them. */
export function openShims(settings: Settings): Shims {
  const { baseUrl, headers, fetch, maxPictureBytes, clock: now, layers } = settings;
  const limits = { maxEntries: settings.indexedDBEntries, maxBytes: settings.indexedDBBytes };
  const url = layers.serviceWorker ? settings.serviceWorker : null;
  return {
    localStorage: layers.localStorage ? createLocalStorageShim() : null,
    indexedDB: layers.indexedDB ? createIndexedDbShim({ ...limits, now }) : null,
    serviceWorker: url === null ? null : { shim: createServiceWorkerShim({ baseUrl }), url },
    network: createNetworkShim({ baseUrl, headers, fetch, maxPictureBytes, now }),
    encodePreview: createPreviewEncoder(),
    loadImage: createImageLoader(),
  };
}

export function openLayers(account: string, shims: Shims): Layers {
  const { localStorage: local, indexedDB: database, network } = shims;
  const worker = shims.serviceWorker?.shim ?? null;
  let networkPort: AbortableNetworkPort | undefined;
  return {
    hasWorker: worker !== null,
    network,
    portsFor: (host) => {
      networkPort = createNetworkPort(network, host);
      return {
        localStorage: createLocalStoragePort(local, account, host.previews),
        indexedDB: createBytesPort(LAYER.indexedDB, database ?? missingBytesShim, host, account),
        serviceWorker: createBytesPort(LAYER.serviceWorker, worker ?? missingBytesShim, host, account),
        network: networkPort,
      };
    },
    usageSources: () => ({
      indexedDB: async () => (await database?.usage()) ?? NOTHING,
      serviceWorker: async () => (worker?.available ? await worker.statistics() : NOTHING),
    }),
    openAhead: () => void attempt(async () => database?.open()).catch(() => {}),
    open: async (tell) => {
      await Promise.all([
        openDatabase(database, (state) => tell(LAYER.indexedDB, state)),
        openWorker(shims.serviceWorker, (state) => tell(LAYER.serviceWorker, state)),
      ]);
    },
    close: () => {
      networkPort?.abortAll();
      database?.close();
      worker?.dispose();
    },
  };
}

const NOTHING: LayerUsage = { entries: 0, bytes: 0 };

type Tell = (state: LayerState) => void;

async function openDatabase(database: IndexedDbShim | null, tell: Tell): Promise<void> {
  if (database === null) return tell('away');
  await attempt(() => database.open()).catch(() => tell('lost'));
}

/** At a first visit the worker comes late: the core then gives it what the page holds. */
async function openWorker(worker: Shims['serviceWorker'], tell: Tell): Promise<void> {
  if (worker === null) return tell('away');
  const { shim, url } = worker;
  shim.onAvailability((available) => tell(available ? 'there' : 'away'));
  const registered = attempt<WorkerState>(() => shim.register(url)).catch(() => 'unavailable' as const);
  if (!shim.available) tell('away');
  if ((await registered) === 'unavailable') tell('lost');
}
