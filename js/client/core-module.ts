import create from '#picture-core';
import { ProfilePictureError } from './errors.js';

/** A picture as [slot, generation, slot, generation, ...]. */
export type SlotPairs = number[];

/**
 * [missingSince, invalidatedAt, offset, size, url, version, fetchedAt, expiresAt, bytes, contentType, size, ...]; a time that there is not
 * is NaN.
 */
export type LocalRecordFields = (number | string)[];

/** [userId, url, version, expiresAt, contentType, bytes, userId, ...] */
export type PictureFields = (number | string)[];

/** Calls that the core makes (cpp/wasm/port_adapters.h). None may throw. */
export interface LocalStoragePort {
  /** [bytes] of what is no record, [bytes, ...fields] of a record; null when there is none. */
  read(userId: string): [number, ...(number | string)[]] | null;
  /** The bytes it takes now; 0 when refused. */
  write(userId: string, fields: LocalRecordFields): number;
  remove(userId: string): void;
  /** [userId, bytes, userId, bytes, ...] */
  list(): (number | string)[];
}

export interface BytesPort {
  lookup(batch: number, pairs: SlotPairs): void;
  /** [slot, generation, version, contentType, fetchedAt, askedAt, ...] */
  keep(flat: (number | string)[]): void;
  remove(userIds: string[], at: number, fetchedUpTo: number): void;
  clear(at: number): void;
}

export interface NetworkPort {
  describe(batch: number, variant: number, userIds: string[]): void;
  download(slot: number, generation: number, url: string, fresh: boolean): void;
  abortDescribe(batch: number): void;
  abortDownload(slot: number, generation: number): void;
}

export interface CorePorts {
  localStorage: LocalStoragePort;
  indexedDB: BytesPort;
  serviceWorker: BytesPort;
  network: NetworkPort;
}

export interface CoreOptions {
  storeEntries?: number;
  storeBytes?: number;
  localStorageBytes?: number;
  /** Tries of one lookup before it is an error. */
  attempts?: number;
}

/** The surface of cpp/wasm/bindings.cpp; the meaning of each call stands in cpp/core/coordinator/coordinator.h. */
export interface Core {
  intern(userId: string, variant: number): number;
  rows(): Uint8Array;
  url(slot: number): string;
  version(slot: number): string;
  takeChanges(): number[];
  watchAll(on: boolean): void;
  serverTime(now: number): number;
  peek(slot: number, now: number): void;
  request(slot: number, now: number, spent: number): number;
  leave(slot: number, ticket: number, now: number): void;
  refresh(slot: number, now: number): void;
  flush(now: number): void;
  wake(now: number): void;
  timerDelay(now: number): number;
  invalidate(userId: string, hard: boolean, now: number): void;
  invalidatedElsewhere(userId: string, hard: boolean, now: number): void;
  clear(now: number): void;
  clearedElsewhere(now: number): void;
  online(now: number): void;
  setAvailable(layer: number, available: boolean): void;
  /** [slot, generation, version, contentType, bytes, fetchedAt, ...] */
  handleFound(layer: number, batch: number, flat: (number | string)[], now: number): void;
  handleLayerFailed(layer: number, batch: number, why: number, now: number): void;
  handleDescribed(
    batch: number,
    serverTime: number,
    pictures: PictureFields,
    missing: string[],
    now: number,
  ): void;
  handleDescribeFailed(batch: number, why: number, retryAfter: number, now: number): void;
  handleShown(slot: number, generation: number, now: number): void;
  handleDownloaded(
    slot: number,
    generation: number,
    version: string,
    contentType: string,
    bytes: number,
    now: number,
  ): boolean;
  handleDownloadFailed(slot: number, generation: number, why: number, now: number): void;
  handleKeepFailed(layer: number, slots: number[], now: number): void;
  handleRemoveFailed(layer: number, userIds: string[], at: number, fetchedUpTo: number, now: number): void;
  handleClearFailed(layer: number, at: number, now: number): void;
  handleWritten(layer: number): void;
  handleLayerLost(layer: number): void;
  reservePreview(bytes: number): boolean;
  releasePreview(bytes: number): void;
  handleShowFailed(slot: number, now: number): void;
  /** `picture`: one, or none where the answer could not be read. */
  handleUploaded(
    userId: string,
    variant: number,
    serverTime: number,
    picture: PictureFields,
    now: number,
  ): boolean;
  recordHits(layer: number, count: number, totalMs: number, totalBytes: number): void;
  recordAnswer(layer: number, ms: number, bytes: number): void;
  setFill(layer: number, entries: number, bytes: number): void;
  setObjectUrls(live: number): void;
  resetMonitor(now: number): void;
  /** See js/client/report.ts. */
  report(now: number): number[];
  /** Frees the object in linear memory. */
  delete(): void;
}

interface CoreModule {
  Core: new (options: CoreOptions, ports: CorePorts) => Core;
}

let loaded: CoreModule | undefined;

/** Starts the WebAssembly module at the first call, synchronously; one module serves every cache of the page. */
function coreModule(): CoreModule {
  if (loaded === undefined) {
    const target: Partial<CoreModule> = {};
    create(target);
    loaded = target as CoreModule;
  }
  return loaded;
}

/** Throws a ProfilePictureError 'noWebAssembly' where the module cannot start, which says why. */
export function createCore(options: CoreOptions, ports: CorePorts): Core {
  try {
    return new (coreModule().Core)(options, ports);
  } catch (error) {
    throw new ProfilePictureError('noWebAssembly', null, String(error));
  }
}
