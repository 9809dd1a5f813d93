import type { PreviewEncoder } from '../shims/preview-encoder.js';
import type { Engine } from './engine.js';
import type { LocalRecords } from './local-storage-port.js';
import { PreviewHandover } from './preview-handover.js';
import { PreviewMaker } from './preview-maker.js';
import type { Snapshots } from './snapshots.js';

/** The previews of a page: made of the pictures that it holds, shown until a picture itself can be, then handed over. */
export class PagePreviews {
  readonly #snapshots: Snapshots;
  readonly #maker: PreviewMaker | null;
  readonly #handover: PreviewHandover;
  readonly #tell: (slots: readonly number[]) => void;

  /** `encode`: null, none are made. `tell`: these slots show something else from now on. */
  constructor(
    engine: Engine,
    snapshots: Snapshots,
    records: LocalRecords,
    encode: PreviewEncoder | null,
    tell: (slots: readonly number[]) => void,
  ) {
    this.#snapshots = snapshots;
    this.#maker = encode === null ? null : new PreviewMaker(engine, records, encode);
    this.#handover = new PreviewHandover((slots) => this.#end(slots));
    this.#tell = tell;
  }

  changed(slots: readonly number[]): void {
    this.#maker?.consider(slots);
  }

  /** The slot shows a preview, and its picture could be shown. */
  covered(slot: number): void {
    this.#handover.add(slot);
  }

  /** True when `url` is the slot's preview, which is not shown again. */
  endBroken(slot: number, url: string): boolean {
    const isPreview = this.#snapshots.isPreview(slot, url);
    if (isPreview) this.#end([slot]);
    return isPreview;
  }

  dispose(): void {
    this.#maker?.dispose();
    this.#handover.dispose();
  }

  #end(slots: readonly number[]): void {
    this.#snapshots.endPreviews(slots);
    this.#tell(slots);
  }
}
