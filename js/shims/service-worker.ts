import { DEFAULT_BASE_URL, type PictureKey } from '../shared/keys.js';
import type { WorkerReply, WorkerRequest, WorkerStatistics } from '../shared/messages.js';
import type { KeepRequest, StoredPicture } from '../shared/stored-picture.js';
import { LayerError } from './layer-error.js';
import { ask } from './service-worker/ask.js';
import { Registration, type WorkerState } from './service-worker/registration.js';
import type { BytesShim } from './types.js';

export type { WorkerState } from './service-worker/registration.js';

export interface ServiceWorkerShimOptions {
  /** Where service workers are; may return null and may throw (plain http, private windows). Default: the page's. */
  container?: () => ServiceWorkerContainer | null;
  /** Told to a worker without own settings as `?baseUrl=` when it is not the default. */
  baseUrl?: string;
  /** How long a reply may take; default 5 s. */
  timeoutMs?: number;
  /** How long the worker may take to become active before register() gives up waiting; default 10 s. */
  activationTimeoutMs?: number;
}

export interface ServiceWorkerShim extends BytesShim {
  /**
   * Registers the worker and resolves when it is active, or has failed, or took too long (it may still come: see
   * onAvailability). Never rejects, and holds up nothing. A `url` without a query gets `?baseUrl=` where that is needed.
   */
  register(url: string, scope?: string): Promise<WorkerState>;
  /** True while there is an active worker to talk to. Before that every call is rejected at once. */
  readonly available: boolean;
  /** Called at each change of `available`; returns the way out. */
  onAvailability(listener: (available: boolean) => void): () => void;
  /** What the worker counted. */
  statistics(): Promise<WorkerStatistics>;
  /** Ends all listening. The registration stays. */
  dispose(): void;
}

/** L3 as the page sees it: messages to the service worker. */
export function createServiceWorkerShim(options: ServiceWorkerShimOptions = {}): ServiceWorkerShim {
  const registration = new Registration(
    options.container ?? pageContainer,
    options.activationTimeoutMs ?? 10_000,
  );
  const timeoutMs = options.timeoutMs ?? 5000;
  const send = async <Type extends WorkerReply['type']>(
    request: WorkerRequest,
    expected: Type,
  ): Promise<Extract<WorkerReply, { type: Type }>> => {
    const worker = registration.worker();
    if (worker === null) throw new LayerError('serviceWorker', 'unavailable', 'no active service worker');
    const reply = await ask(worker, request, timeoutMs);
    if (reply.type === expected) return reply as Extract<WorkerReply, { type: Type }>;
    const why = reply.type === 'failed' ? reply.reason : `unexpected reply '${reply.type}'`;
    throw new LayerError('serviceWorker', 'failed', why);
  };
  return {
    register: (url, scope) => registration.register(workerUrl(url, options.baseUrl), scope),
    get available() {
      return registration.worker() !== null;
    },
    onAvailability: (listener) => registration.onAvailability(listener),
    lookup: async (keys: readonly PictureKey[], now: number): Promise<StoredPicture[]> =>
      (await send({ type: 'lookup', keys: [...keys], now }, 'found')).pictures,
    keep: async (pictures: readonly KeepRequest[], time) =>
      (await send({ type: 'keep', pictures: [...pictures], time }, 'done')).refused,
    remove: async (account, userIds, at, fetchedUpTo, time) => {
      await send({ type: 'remove', account, userIds: [...userIds], at, fetchedUpTo, time }, 'done');
    },
    clear: async (account, at, time) => {
      await send({ type: 'clear', account, at, time }, 'done');
    },
    statistics: async () => (await send({ type: 'statistics' }, 'statistics')).statistics,
    dispose: () => registration.dispose(),
  };
}

function pageContainer(): ServiceWorkerContainer | null {
  return typeof navigator === 'undefined' ? null : (navigator.serviceWorker ?? null);
}

function workerUrl(url: string, baseUrl: string = DEFAULT_BASE_URL): string {
  if (baseUrl === DEFAULT_BASE_URL || url.includes('?')) return url;
  return `${url}?baseUrl=${encodeURIComponent(baseUrl)}`;
}
