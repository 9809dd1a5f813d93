import { LayerError } from '../layer-error.js';
import { within } from '../within.js';
import { answer } from './requests.js';

export interface ConnectionOptions {
  /** May return null and may throw (storage blocked). */
  factory: () => IDBFactory | null;
  name: string;
  version: number;
  upgrade: (database: IDBDatabase) => void;
  openTimeoutMs: number;
  operationTimeoutMs: number;
}

const NEVER = new Promise<never>(() => {});

/** Names of errors that mean that the connection, not the request, is at fault. */
const LOST = new Set(['InvalidStateError', 'AbortError', 'UnknownError']);

/**
 * One open database. It is opened at the first use, given up when another tab wants to upgrade or delete it and when the
 * browser ends it, and opened again at the next use.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #database: IDBDatabase | null = null;
  #opening: Promise<IDBDatabase> | null = null;
  #created: Promise<void> = NEVER;
  #hasRun = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    await this.#handle();
  }

  /**
   * What `operation` finds. When nothing has run before, `otherwise` as soon as it turns out that the database is only now being
   * created, which takes a first visit tens of milliseconds.
   */
  async find<Result>(
    operation: (database: IDBDatabase) => Promise<Result>,
    otherwise: Result,
  ): Promise<Result> {
    const isFirst = !this.#hasRun && this.#database === null;
    const found = this.run(operation);
    return isFirst ? Promise.race([found, this.#whenCreated(otherwise)]) : found;
  }

  /**
   * Runs one operation. When the connection was lost meanwhile (Safari does so after a time in the background), once more
   * on a new one: the operation must be repeatable.
   */
  async run<Result>(operation: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
    this.#hasRun = true;
    try {
      return await this.#attempt(operation);
    } catch (error) {
      if (!LOST.has((error as Error).name)) throw asLayerError(error);
    }
    return this.#attempt(operation).catch((error: unknown) => {
      throw asLayerError(error);
    });
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  async #whenCreated<Result>(result: Result): Promise<Result> {
    await this.#created;
    return result;
  }

  async #attempt<Result>(operation: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
    const database = await this.#handle();
    const { operationTimeoutMs } = this.#options;
    try {
      return await within(operationTimeoutMs, operation(database), () =>
        timedOut(`no answer for ${operationTimeoutMs} ms`),
      );
    } catch (error) {
      const { name } = error as Error;
      if (this.#database === database && (LOST.has(name) || error instanceof LayerError)) this.close();
      throw error;
    }
  }

  async #handle(): Promise<IDBDatabase> {
    if (this.#database !== null) return this.#database;
    const opening = this.#opening ?? this.#start();
    const { openTimeoutMs } = this.#options;
    try {
      return await within(openTimeoutMs, opening, () => timedOut(`not open after ${openTimeoutMs} ms`));
    } catch (error) {
      if (this.#opening === opening) this.#opening = null;
      throw asLayerError(error);
    }
  }

  #start(): Promise<IDBDatabase> {
    const opening = this.#request();
    this.#opening = opening;
    opening.then(
      () => {
        if (this.#opening === opening) this.#opening = null;
      },
      () => {},
    );
    return opening;
  }

  /** Settles when the database is open, refused or blocked; a request that hangs does neither. */
  async #request(): Promise<IDBDatabase> {
    const { factory, name, version, upgrade } = this.#options;
    const found = factory();
    if (found === null) throw new LayerError('indexedDB', 'unavailable', 'this browser has none');
    const request = found.open(name, version);
    const opened = answer(request);
    this.#created = new Promise((resolve) => {
      request.addEventListener('upgradeneeded', ({ oldVersion }) => {
        upgrade(request.result);
        if (oldVersion === 0) resolve();
      });
    });
    const blocked = new Promise<never>((_, reject) => {
      request.addEventListener('blocked', () => reject(blockedError(name)));
    });
    return Promise.race([opened.then((database) => this.#adopt(database)), blocked]);
  }

  /** Takes a database that has opened, even when the caller has given up waiting for it. */
  #adopt(database: IDBDatabase): IDBDatabase {
    if (this.#database !== null) {
      database.close();
      return this.#database;
    }
    const drop = (): void => {
      if (this.#database === database) this.#database = null;
    };
    database.addEventListener('close', drop);
    database.addEventListener('versionchange', () => {
      drop();
      database.close();
    });
    this.#database = database;
    return database;
  }
}

function timedOut(what: string): LayerError {
  return new LayerError('indexedDB', 'timeout', what);
}

function blockedError(name: string): LayerError {
  const what = `another tab keeps an older version of the database '${name}' open; close or reload that tab`;
  return new LayerError('indexedDB', 'blocked', what);
}

function asLayerError(error: unknown): LayerError {
  if (error instanceof LayerError) return error;
  const { name, message } = error as Error;
  if (name === 'QuotaExceededError') {
    return new LayerError('indexedDB', 'quota', 'no room left for this site', error);
  }
  if (name === 'SecurityError' || name === 'VersionError') {
    return new LayerError('indexedDB', 'unavailable', `${name}: ${message}`, error);
  }
  return new LayerError('indexedDB', 'failed', `${name}: ${message}`, error);
}
