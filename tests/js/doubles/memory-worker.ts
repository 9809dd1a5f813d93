import type { WorkerStatistics } from '../../../js/shared/messages.js';
import type { ServiceWorkerShim, WorkerState } from '../../../js/shims/service-worker.js';
import { MemoryBytesLayer } from './memory-bytes-layer.js';

/** L3 in memory: a worker that comes and goes when the test says so. Before it is there every call is refused. */
export class MemoryWorker implements ServiceWorkerShim {
  readonly layer = new MemoryBytesLayer();
  readonly #listeners = new Set<(available: boolean) => void>();
  #available: boolean;
  #registered: (state: WorkerState) => void = () => {};

  constructor(available = true) {
    this.#available = available;
  }

  get available(): boolean {
    return this.#available;
  }

  register(): Promise<WorkerState> {
    if (this.#available) return Promise.resolve('active');
    return new Promise((resolve) => {
      this.#registered = resolve;
    });
  }

  /** The worker has become active, or has gone. */
  setAvailable(available: boolean): void {
    this.#available = available;
    for (const listener of [...this.#listeners]) listener(available);
    this.#registered(available ? 'active' : 'unavailable');
  }

  onAvailability(listener: (available: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lookup: ServiceWorkerShim['lookup'] = async (keys, now) => {
    this.#assertThere();
    return this.layer.lookup(keys, now);
  };
  keep: ServiceWorkerShim['keep'] = async (pictures, time) => {
    this.#assertThere();
    return this.layer.keep(pictures, time);
  };
  remove: ServiceWorkerShim['remove'] = async (account, userIds, at, fetchedUpTo, time) => {
    this.#assertThere();
    return this.layer.remove(account, userIds, at, fetchedUpTo, time);
  };
  clear: ServiceWorkerShim['clear'] = async (account, at, time) => {
    this.#assertThere();
    return this.layer.clear(account, at, time);
  };

  async statistics(): Promise<WorkerStatistics> {
    return { hits: 0, misses: 0, joined: 0, trimmed: 0, ...this.layer.usage };
  }

  dispose(): void {
    this.#listeners.clear();
  }

  #assertThere(): void {
    if (!this.#available) throw new Error('no active service worker');
  }
}
