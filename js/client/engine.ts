import { within } from '../shims/within.js';
import type { Clock } from './clock.js';
import type { Core, CoreOptions, CorePorts } from './core-module.js';
import { createCore } from './core-module.js';
import type { EarlyPictures } from './early-pictures.js';
import { HeldPictures } from './held-pictures.js';
import { ObjectUrls } from './object-urls.js';
import { Previews } from './previews.js';
import { Slots } from './slots.js';
import { FLAG, SnapshotTable } from './snapshot-table.js';

/** What a port needs of the engine it belongs to. */
export interface PortHost {
  readonly slots: Slots;
  readonly held: HeldPictures;
  readonly previews: Previews;
  readonly early: EarlyPictures | null;
  readonly table: SnapshotTable;
  /** Calls the core from a completion, then tells what changed. Does nothing once the engine is disposed. */
  run(call: (core: Core, now: number) => void): void;
  now(): number;
  /** What the ages of stored pictures are measured with. */
  serverNow(): number;
  /** A write that callers may wait for with Engine.writesDone(). */
  track(write: Promise<unknown>): void;
}

export type ChangeListener = (slots: readonly number[]) => void;

/** How long writesDone() waits at most: a layer that hangs is given up by its own time-outs, one by one. */
const WRITES_TIMEOUT_MS = 15_000;

/** While the core has pictures to give to the slower layers, it wants to be woken within this time. */
const KEEPS_LEAVE_WITHIN_MS = 50;

/**
 * Drives the core: gives it the time, lets its batches leave at the end of the tick, wakes it when it wants, keeps the
 * bytes that it accepts, and tells which slots changed. It decides nothing.
 */
export class Engine implements PortHost {
  readonly urls = new ObjectUrls();
  readonly held = new HeldPictures(this.urls);
  readonly previews = new Previews();
  /** Null: pictures are shown when their bytes are here. Set by whoever shows them. */
  early: EarlyPictures | null = null;
  readonly table: SnapshotTable;
  readonly slots: Slots;
  readonly now: Clock;

  readonly #core: Core;
  readonly #onChange: ChangeListener;
  readonly #onWritten: () => void;
  readonly #writes = new Set<Promise<unknown>>();
  #depth = 0;
  #flushQueued = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(
    options: CoreOptions & { account: string },
    now: Clock,
    createPorts: (host: PortHost) => CorePorts,
    onChange: ChangeListener,
    onWritten: () => void = () => {},
  ) {
    this.now = now;
    this.#onChange = onChange;
    this.#onWritten = onWritten;
    this.#core = createCore(options, createPorts(this));
    this.#core.watchAll(true);
    this.table = new SnapshotTable(this.#core);
    this.slots = new Slots(this.#core, this.table, options.account);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** A value of the core that no event changes. Not to be called after dispose(). */
  read<Value>(call: (core: Core) => Value): Value {
    return call(this.#core);
  }

  serverNow(): number {
    return this.read((core) => core.serverTime(this.now()));
  }

  run(call: (core: Core, now: number) => void): void {
    if (this.#disposed) return;
    this.#depth += 1;
    this.table.markChanged();
    try {
      call(this.#core, this.now());
    } finally {
      this.#depth -= 1;
      this.table.markChanged();
    }
    if (this.#depth > 0) return;
    if (this.#disposed) this.#core.delete();
    else this.#settle();
  }

  /** Like run(), and what the call collected leaves at the end of the tick. */
  runThenFlush(call: (core: Core, now: number) => void): void {
    this.run(call);
    this.queueFlush();
  }

  /** At the end of the tick the core lets leave what it collected, and keeps to its budget. */
  queueFlush(): void {
    if (this.#flushQueued || this.#disposed) return;
    this.#flushQueued = true;
    queueMicrotask(() => {
      this.#flushQueued = false;
      this.run((core, now) => core.flush(now));
    });
  }

  /** Reads memory and localStorage only and tells nobody: safe while a component renders. */
  peek(slot: number): void {
    if (this.#disposed) return;
    this.previews.listen(() => this.#core.peek(slot, this.now()));
    this.table.markChanged();
  }

  track(write: Promise<unknown>): void {
    const settled = write
      .catch(() => {})
      .finally(() => {
        this.#writes.delete(settled);
        if (this.#writes.size === 0) this.#onWritten();
      });
    this.#writes.add(settled);
  }

  /** Resolves when every write asked for so far is done, has failed, or hangs. */
  async writesDone(): Promise<void> {
    const late = (): Error => new Error('a layer hangs');
    await within(WRITES_TIMEOUT_MS, Promise.all(this.#writes), late).catch(() => {});
  }

  /** Within a call of the core, the core goes when that call is over. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.table.close();
    clearTimeout(this.#timer);
    this.held.clear();
    this.urls.revokeAll();
    if (this.#depth === 0) this.#core.delete();
  }

  #settle(): void {
    const changed = this.#core.takeChanges();
    this.#armTimer();
    if (changed.length === 0) return;
    for (const slot of changed) {
      if ((this.table.flags(slot) & FLAG.bytesHeld) === 0) this.held.drop(slot);
    }
    this.#onChange(changed);
  }

  #armTimer(): void {
    clearTimeout(this.#timer);
    const delay = this.#core.timerDelay(this.now());
    if (delay < 0 || delay > KEEPS_LEAVE_WITHIN_MS) this.held.forgetCopies();
    if (delay < 0) return;
    this.#timer = setTimeout(() => this.run((core, now) => core.wake(now)), delay);
  }
}
