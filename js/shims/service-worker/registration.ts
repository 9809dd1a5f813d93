import { whenIdle } from '../when-idle.js';
import { within } from '../within.js';

/** 'active': there is a worker to talk to. 'waiting': it is on its way. 'unavailable': it could not be registered. */
export type WorkerState = 'active' | 'waiting' | 'unavailable';

/**
 * Which worker to talk to. The one that controls the page when it is the one asked for, otherwise the active one of the
 * registration; after an update, the new one. One that was unregistered is registered again when it is next needed.
 */
export class Registration {
  readonly #container: () => ServiceWorkerContainer | null;
  readonly #activationTimeoutMs: number;
  readonly #listeners = new Set<(available: boolean) => void>();
  readonly #ended = new AbortController();
  #asked: { url: string; scope: string | undefined } | null = null;
  #registration: ServiceWorkerRegistration | null = null;
  #registering: Promise<WorkerState> | null = null;
  #announced = false;
  #wasThere = false;

  constructor(container: () => ServiceWorkerContainer | null, activationTimeoutMs: number) {
    this.#container = container;
    this.#activationTimeoutMs = activationTimeoutMs;
  }

  /** Null when there is none. A worker that was there and has gone is then registered again, in the background. */
  worker(): ServiceWorker | null {
    const found = this.#find();
    if (found === null && this.#wasThere) {
      this.#wasThere = false;
      this.#announce();
      void this.#again();
    }
    return found;
  }

  /**
   * The worker that controls the page is there at once. To register one starts a thread and reads its script: that waits until the page
   * has shown what it has to show.
   */
  async register(url: string, scope: string | undefined): Promise<WorkerState> {
    this.#asked = { url, scope };
    this.#reachable()?.addEventListener('controllerchange', () => this.#announce(), this.#untilEnd());
    this.#announce();
    await new Promise<void>((resolve) => whenIdle(resolve));
    return this.#again();
  }

  onAvailability(listener: (available: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#ended.abort();
    this.#listeners.clear();
  }

  #find(): ServiceWorker | null {
    const { active = null, waiting = null } = this.#registration ?? {};
    const found = usable(active);
    if (found !== null) return found;
    // In the middle of an update the old worker is gone and the next one, which is about to start, takes messages already.
    if (active?.state === 'redundant' && waiting !== null) return waiting;
    const controller = usable(this.#reachable()?.controller ?? null);
    return controller !== null && this.#isAskedFor(controller) ? controller : null;
  }

  #isAskedFor({ scriptURL }: ServiceWorker): boolean {
    return this.#asked !== null && scriptURL === new URL(this.#asked.url, location.href).href;
  }

  #reachable(): ServiceWorkerContainer | null {
    try {
      return this.#container();
    } catch {
      return null;
    }
  }

  #again(): Promise<WorkerState> {
    this.#registering ??= this.#register().finally(() => {
      this.#registering = null;
    });
    return this.#registering;
  }

  async #register(): Promise<WorkerState> {
    try {
      return await within(this.#activationTimeoutMs, this.#activate(), () => new Error('late'));
    } catch {
      return this.#state();
    }
  }

  async #activate(): Promise<WorkerState> {
    const container = this.#reachable();
    if (container === null || this.#asked === null || this.#ended.signal.aborted) return 'unavailable';
    const { url, scope } = this.#asked;
    const registration = await container.register(url, {
      updateViaCache: 'none',
      ...(scope === undefined ? {} : { scope }),
    });
    this.#registration = registration;
    registration.addEventListener(
      'updatefound',
      () => this.#follow(registration.installing),
      this.#untilEnd(),
    );
    const coming = registration.installing ?? registration.waiting;
    this.#announce();
    if (registration.active === null && coming !== null) await this.#settled(coming);
    this.#follow(coming);
    if (registration.active !== coming) this.#follow(registration.active);
    return this.#state();
  }

  /** Tells the listeners when this worker has become the active one, or has failed. */
  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => this.#announce(), this.#untilEnd());
  }

  #settled(worker: ServiceWorker): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (worker.state !== 'activated' && worker.state !== 'redundant') return;
        worker.removeEventListener('statechange', look);
        this.#announce();
        resolve();
      };
      worker.addEventListener('statechange', look, this.#untilEnd());
      look();
    });
  }

  #state(): WorkerState {
    if (this.#find() !== null) return 'active';
    const coming = this.#registration?.installing ?? this.#registration?.waiting ?? null;
    return coming === null ? 'unavailable' : 'waiting';
  }

  #announce(): void {
    const available = this.#find() !== null;
    if (available === this.#announced) return;
    this.#announced = available;
    this.#wasThere ||= available;
    for (const listener of [...this.#listeners]) listener(available);
  }

  #untilEnd(): { signal: AbortSignal } {
    return { signal: this.#ended.signal };
  }
}

/** An 'activating' worker already receives messages; they are handled when it is active. */
function usable(worker: ServiceWorker | null): ServiceWorker | null {
  return worker?.state === 'activating' || worker?.state === 'activated' ? worker : null;
}
