import type { PictureKey } from '../shared/keys.js';
import type { Variant } from '../shared/variants.js';
import type { Core } from './core-module.js';
import type { SnapshotTable } from './snapshot-table.js';

/** User id and variant of each slot, both ways: one Map look-up finds the slot of a picture. */
export class Slots {
  readonly #core: Core;
  readonly #table: SnapshotTable;
  readonly #account: string;
  readonly #byVariant = new Map<Variant, Map<string, number>>();
  readonly #keys: PictureKey[] = [];
  /** Those of the variant that was asked for last: a page mostly asks for the same. */
  #last: { variant: Variant; slots: Map<string, number> } | undefined;

  constructor(core: Core, table: SnapshotTable, account: string) {
    this.#core = core;
    this.#table = table;
    this.#account = account;
  }

  /** The slot of a picture that was interned. */
  find(userId: string, variant: Variant): number | undefined {
    if (this.#last?.variant !== variant) {
      const slots = this.#byVariant.get(variant);
      if (slots === undefined) return undefined;
      this.#last = { variant, slots };
    }
    return this.#last.slots.get(userId);
  }

  /** The slots of all sizes that were interned for the user. */
  ofUser(userId: string): number[] {
    return [...this.#byVariant.values()].flatMap((slots) => slots.get(userId) ?? []);
  }

  /** A slot for a picture that has none yet. */
  intern(userId: string, variant: Variant): number {
    const slot = this.#core.intern(userId, variant);
    this.#table.markMoved();
    this.#keys[slot] = { account: this.#account, userId, variant };
    const users = this.#byVariant.get(variant) ?? new Map<string, number>();
    this.#byVariant.set(variant, users.set(userId, slot));
    return slot;
  }

  /** The picture of a slot that intern() gave. */
  key(slot: number): PictureKey {
    const key = this.#keys[slot];
    if (key === undefined) throw new RangeError(`slot ${slot} was never interned`);
    return key;
  }

  get count(): number {
    return this.#keys.length;
  }
}
