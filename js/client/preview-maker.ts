import type { PreviewEncoder } from '../shims/preview-encoder.js';
import { whenIdle } from '../shims/when-idle.js';
import type { Engine } from './engine.js';
import { isPreview } from './local-record.js';
import type { LocalRecords } from './local-storage-port.js';
import { FLAG } from './snapshot-table.js';

/** Avatars: a preview of a larger variant would be seen to be one. */
const LARGEST_VARIANT = 128;
/** Records that are looked at in one pause: each is read and parsed, those of a long list would be a long task. */
const LOOKS_AT_ONCE = 20;

/** Gives the records of the pictures that this page holds their previews, one at a time, when the page is idle. */
export class PreviewMaker {
  readonly #engine: Engine;
  readonly #records: LocalRecords;
  readonly #encode: PreviewEncoder;
  readonly #waiting = new Set<number>();
  #callOff: (() => void) | null = null;

  constructor(engine: Engine, records: LocalRecords, encode: PreviewEncoder) {
    this.#engine = engine;
    this.#records = records;
    this.#encode = encode;
  }

  /** These slots changed. */
  consider(slots: readonly number[]): void {
    const { table, slots: known } = this.#engine;
    for (const slot of slots) {
      if ((table.flags(slot) & FLAG.bytesHeld) === 0 || known.key(slot).variant > LARGEST_VARIANT) continue;
      this.#waiting.add(slot);
    }
    if (this.#callOff === null) this.#plan();
  }

  dispose(): void {
    this.#waiting.clear();
    this.#callOff?.();
  }

  #plan(): void {
    this.#callOff =
      this.#waiting.size === 0 ? null : whenIdle(() => void this.#makeNext().finally(() => this.#plan()));
  }

  async #makeNext(): Promise<void> {
    for (const slot of [...this.#waiting].slice(0, LOOKS_AT_ONCE)) {
      this.#waiting.delete(slot);
      if (await this.#make(slot)) return;
    }
  }

  /** False when there was nothing to do. */
  async #make(slot: number): Promise<boolean> {
    const { userId, variant: size } = this.#engine.slots.key(slot);
    const { held } = this.#engine;
    const version = held.version(slot);
    // The browser's copy only of what is wanted: it costs, and most pictures of a later visit have their preview.
    if (version === null || !this.#records.wantsPreview(userId, size, version)) return false;
    const url = await this.#encode(held.blob(slot) as Blob).catch(() => null);
    if (this.#engine.disposed || !isPreview(url)) return true;
    this.#records.addPreview(userId, { size, version, url }, this.#room);
    return true;
  }

  readonly #room = {
    reserve: (bytes: number): boolean => this.#engine.read((core) => core.reservePreview(bytes)),
    release: (bytes: number): void => this.#engine.read((core) => core.releasePreview(bytes)),
  };
}
