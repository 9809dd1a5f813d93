import { whenIdle } from '../shims/when-idle.js';

/** Slots that change from their preview to the picture in one go: more would be a long task. */
const AT_ONCE = 20;

/**
 * Ends the showing of previews: when the page is idle, so that the first frame is not made late by what nobody sees. `end`: these slots
 * show the picture itself from now on.
 */
export class PreviewHandover {
  readonly #end: (slots: readonly number[]) => void;
  readonly #waiting = new Set<number>();
  #callOff: (() => void) | null = null;

  constructor(end: (slots: readonly number[]) => void) {
    this.#end = end;
  }

  /** The slot's picture can be shown. */
  add(slot: number): void {
    this.#waiting.add(slot);
    if (this.#callOff === null) this.#plan();
  }

  dispose(): void {
    this.#waiting.clear();
    this.#callOff?.();
  }

  #plan(): void {
    this.#callOff = this.#waiting.size === 0 ? null : whenIdle(() => this.#endSome());
  }

  #endSome(): void {
    const slots = [...this.#waiting].slice(0, AT_ONCE);
    for (const slot of slots) this.#waiting.delete(slot);
    this.#end(slots);
    this.#plan();
  }
}
