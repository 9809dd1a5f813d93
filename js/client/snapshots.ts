import { tagSignedUrl } from '../shared/keys.js';
import type { Engine } from './engine.js';
import { type ErrorCode, ProfilePictureError } from './errors.js';
import type { Preview } from './previews.js';
import { FLAG, type SnapshotTable } from './snapshot-table.js';
import type { PictureSnapshot } from './types.js';
import { FAILURES, layerName, STATUS, STATUSES } from './vocabulary.js';

interface Known {
  revision: number;
  snapshot: PictureSnapshot;
  /** A picture, not its preview, and right until the row changes, however late it is then. */
  lasting: boolean;
}

/** The snapshot of a user of whom nothing is known. */
export function idleSnapshot(userId: string, error: ProfilePictureError | null = null): PictureSnapshot {
  return {
    userId,
    status: error === null ? 'idle' : 'error',
    url: null,
    layer: null,
    stale: false,
    fetching: false,
    version: null,
    bytes: 0,
    expiresAt: null,
    error,
  };
}

/** What a preview makes of a snapshot without a picture. */
function previewOf({ preview: url, version, bytes }: Preview) {
  return { status: 'ready', url, layer: 'localStorage', stale: true, version, bytes } as const;
}

/** The snapshot of a user of whom nothing but a preview is known. */
export function previewSnapshot(userId: string, preview: Preview): PictureSnapshot {
  return { ...idleSnapshot(userId), ...previewOf(preview) };
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

/** Snapshots by slot: made once for each revision of the row, so that a reader gets the same object until something changes. */
export class Snapshots {
  readonly #engine: Engine;
  readonly #table: SnapshotTable;
  readonly #pathOf: ((slot: number) => string) | null;
  readonly #onCovered: (slot: number) => void;
  readonly #known: (Known | undefined)[] = [];

  /**
   * `pathOf`: the stable path to tag signed URLs with, for the service worker; null when there is none. `onCovered`: a preview is shown in
   * place of a picture that could be.
   */
  constructor(
    engine: Engine,
    pathOf: ((slot: number) => string) | null,
    onCovered: (slot: number) => void = () => {},
  ) {
    this.#engine = engine;
    this.#table = engine.table;
    this.#pathOf = pathOf;
    this.#onCovered = onCovered;
  }

  of(slot: number): PictureSnapshot {
    const revision = this.#table.revision(slot);
    const known = this.#known[slot];
    if (known !== undefined && known.revision === revision) return known.snapshot;
    const preview = this.#preview(slot);
    const picture = this.#make(slot, preview);
    const snapshot = this.#withPreview(slot, picture, preview);
    this.#remember(slot, {
      revision,
      snapshot,
      lasting: preview === null && snapshot === picture && this.#isLasting(slot),
    });
    return snapshot;
  }

  /** What of() gives, when nothing but a change of the row can end it: neither localStorage nor the clock has to be asked. */
  lasting(slot: number): PictureSnapshot | undefined {
    const known = this.#known[slot];
    return known?.lasting && known.revision === this.#table.revision(slot) ? known.snapshot : undefined;
  }

  /** Like of(), but a preview is no picture, nor is one that is on its way. */
  ofPicture(slot: number): PictureSnapshot {
    const isLoading = this.#engine.table.status(slot) === STATUS.loading;
    return isLoading || this.#preview(slot) !== null ? this.#make(slot) : this.of(slot);
  }

  /** These slots show something else, though their rows did not change. */
  forget(slots: readonly number[]): void {
    for (const slot of slots) this.#known[slot] = undefined;
  }

  /** These slots' previews are shown no longer. */
  endPreviews(slots: readonly number[]): void {
    for (const slot of slots) {
      const { userId, variant } = this.#engine.slots.key(slot);
      this.#engine.previews.drop(userId, variant);
      this.#known[slot] = undefined;
    }
  }

  /** True when `url` is the preview that the slot shows. */
  isPreview(slot: number, url: string): boolean {
    return this.#preview(slot)?.preview === url;
  }

  /** Like of(), but an idle one is not remembered: for readers that do not compare it. */
  ofKnown(slot: number): PictureSnapshot {
    return this.#isIdle(slot) ? idleSnapshot(this.#engine.slots.key(slot).userId) : this.of(slot);
  }

  /** These slots changed: what is no longer known of them is forgotten, so that evicted pictures leave nothing here. */
  forgetIdle(slots: readonly number[]): void {
    for (const slot of slots) {
      if (this.#isIdle(slot)) this.#known[slot] = undefined;
    }
  }

  /** How many snapshots are remembered. */
  get count(): number {
    return this.#known.filter((known) => known !== undefined).length;
  }

  /** True when `url` is what the slot shows, with or without the fragment, which is ours. */
  isShown(slot: number, url: string): boolean {
    const shown = this.of(slot).url;
    return shown !== null && (shown === url || withoutFragment(shown) === withoutFragment(url));
  }

  #isIdle(slot: number): boolean {
    return this.#table.status(slot) === STATUS.idle;
  }

  /** Of what is idle localStorage may know more; what is loading may be shown by its address; a signed URL runs out. */
  #isLasting(slot: number): boolean {
    const status = this.#table.status(slot);
    if (status === STATUS.ready) return (this.#table.flags(slot) & FLAG.bytesHeld) !== 0;
    return status !== STATUS.idle && status !== STATUS.loading;
  }

  /** Without gaps in the array, which V8 would turn into a slower dictionary. */
  #remember(slot: number, known: Known): void {
    while (this.#known.length < slot) this.#known.push(undefined);
    this.#known[slot] = known;
  }

  #preview(slot: number): Preview | null {
    const { userId, variant } = this.#engine.slots.key(slot);
    return this.#engine.previews.of(userId, variant, () => this.#engine.serverNow());
  }

  /**
   * What is shown until the picture itself can be: at once, whatever the layers take. The browser goes on painting it until the picture
   * has loaded.
   */
  #withPreview(slot: number, real: PictureSnapshot, preview: Preview | null): PictureSnapshot {
    if (preview === null) return this.#withEarlyUrl(slot, real);
    if (real.status === 'ready') {
      this.#onCovered(slot);
      return real;
    }
    return { ...real, ...previewOf(preview) };
  }

  #withEarlyUrl(slot: number, real: PictureSnapshot): PictureSnapshot {
    if (real.status !== 'loading') return real;
    const url = this.#engine.early?.url(slot, this.#engine.table.generation(slot)) ?? null;
    return url === null ? real : { ...real, status: 'ready', url, layer: 'network' };
  }

  /** `preview`: shown in place of a picture of the same version; the picture's own URL is not made for that. */
  #make(slot: number, preview: Preview | null = null): PictureSnapshot {
    const { table, slots } = this.#engine;
    const { userId } = slots.key(slot);
    const status = table.status(slot);
    const flags = table.flags(slot);
    const ready = status === STATUS.ready;
    const version = this.#engine.read((core) => core.version(slot));
    return {
      userId,
      status: STATUSES[status] ?? 'idle',
      url: ready ? this.#shownUrl(slot, version, preview) : null,
      layer: layerName(table.layer(slot)),
      stale: (flags & FLAG.stale) !== 0,
      fetching: (flags & FLAG.fetching) !== 0,
      version: version === '' ? null : version,
      bytes: table.bytes(slot),
      expiresAt: ready || status === STATUS.missing ? table.usableUntil(slot) : null,
      error: this.#error(slot, userId),
    };
  }

  #shownUrl(slot: number, version: string, preview: Preview | null): string | null {
    return preview !== null && preview.version === version ? preview.preview : this.#url(slot, version);
  }

  #url(slot: number, version: string): string | null {
    const { held, table } = this.#engine;
    if ((table.flags(slot) & FLAG.bytesHeld) !== 0) return held.url(slot);
    const signed = this.#engine.read((core) => core.url(slot));
    if (signed === '') return null;
    return this.#pathOf === null ? signed : tagSignedUrl(signed, this.#pathOf(slot), version);
  }

  #error(slot: number, userId: string): ProfilePictureError | null {
    const failure = FAILURES[this.#engine.table.failure(slot)] ?? 'none';
    return failure === 'none' ? null : new ProfilePictureError(failure as ErrorCode, userId);
  }
}
