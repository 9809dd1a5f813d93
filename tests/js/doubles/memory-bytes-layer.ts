import { isRemoved, judgeKeep } from '../../../js/shared/keep-rule.js';
import type { PictureKey } from '../../../js/shared/keys.js';
import { isAlive, laterDrop, STORED_LIFETIME_MS } from '../../../js/shared/lifetimes.js';
import {
  type KeepRequest,
  type PageTime,
  type StoredPicture,
  wallTime,
} from '../../../js/shared/stored-picture.js';
import type { BytesShim, LayerUsage } from '../../../js/shims/types.js';

const nameOf = (account: string, userId: string): string => JSON.stringify([account, userId]);

/** L2 or L3 in memory. */
export class MemoryBytesLayer implements BytesShim {
  /** Set: every call is rejected with it. */
  failure: Error | null = null;
  /** How often each method was called, and with how many pictures. */
  readonly calls: { method: 'lookup' | 'keep' | 'remove' | 'clear'; size: number }[] = [];
  #pictures: StoredPicture[] = [];
  readonly #droppedAt = new Map<string, number>();

  get usage(): LayerUsage {
    const bytes = this.#pictures.reduce((sum, picture) => sum + picture.bytes.byteLength, 0);
    return { entries: this.#pictures.length, bytes };
  }

  lookup(keys: readonly PictureKey[], now: number): Promise<StoredPicture[]> {
    return this.#call('lookup', keys.length, () =>
      keys.flatMap((key) => {
        const picture = this.#find(key);
        if (picture === undefined || !isAlive(picture.fetchedAt, STORED_LIFETIME_MS, now)) return [];
        return [{ ...picture, bytes: picture.bytes.slice(0) }];
      }),
    );
  }

  keep(pictures: readonly KeepRequest[], time: PageTime = wallTime()): Promise<number> {
    return this.#call(
      'keep',
      pictures.length,
      () => pictures.filter((request) => !this.#keep(request, time)).length,
    );
  }

  remove(
    account: string,
    userIds: readonly string[],
    at: number,
    fetchedUpTo = Number.POSITIVE_INFINITY,
    time: PageTime = wallTime(),
  ): Promise<void> {
    return this.#call('remove', userIds.length, () => {
      for (const userId of userIds) this.#bury(account, userId, at, time);
      const isOld = ({ fetchedAt }: StoredPicture) => isRemoved(fetchedAt, fetchedUpTo, time);
      this.#drop(
        (picture) =>
          picture.key.account === account && userIds.includes(picture.key.userId) && isOld(picture),
      );
    });
  }

  clear(account: string, at: number, time: PageTime = wallTime()): Promise<void> {
    return this.#call('clear', 1, () => {
      this.#bury(account, '', at, time);
      this.#drop(({ key }) => key.account === account);
    });
  }

  #keep(request: KeepRequest, time: PageTime): boolean {
    const { account, userId } = request.key;
    const droppedAt = [this.#at(account, ''), this.#at(account, userId)];
    const present = this.#find(request.key);
    const verdict = judgeKeep(request, droppedAt, present ?? null, time);
    if (verdict === 'refuse' || verdict === 'nothing') return verdict === 'nothing';
    const bytes = request.bytes?.slice(0) ?? present?.bytes;
    if (bytes === undefined) return false;
    this.#pictures = this.#pictures.filter((picture) => picture !== present);
    const { key, version, contentType, fetchedAt } = request;
    this.#pictures.push({ key: { ...key }, version, contentType, fetchedAt, bytes });
    return true;
  }

  #find({ account, userId, variant }: PictureKey): StoredPicture | undefined {
    return this.#pictures.find(
      ({ key }) => key.account === account && key.userId === userId && key.variant === variant,
    );
  }

  #drop(matches: (picture: StoredPicture) => boolean): void {
    this.#pictures = this.#pictures.filter((picture) => !matches(picture));
  }

  #bury(account: string, userId: string, at: number, { client }: PageTime): void {
    this.#droppedAt.set(nameOf(account, userId), laterDrop(this.#at(account, userId), at, client));
  }

  #at(account: string, userId: string): number {
    return this.#droppedAt.get(nameOf(account, userId)) ?? Number.NEGATIVE_INFINITY;
  }

  /** Carried out in order, and answered later, as a browser does. */
  async #call<Result>(
    method: 'lookup' | 'keep' | 'remove' | 'clear',
    size: number,
    work: () => Result,
  ): Promise<Result> {
    this.calls.push({ method, size });
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    return work();
  }
}
