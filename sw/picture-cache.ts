import { proveImage } from '../js/shared/image-type.js';
import { isRemoved, judgeKeep } from '../js/shared/keep-rule.js';
import { type PictureKey, readStablePath, stablePath } from '../js/shared/keys.js';
import { isAlive, STORED_LIFETIME_MS } from '../js/shared/lifetimes.js';
import { type KeepRequest, type PageTime, wallTime } from '../js/shared/stored-picture.js';
import { VARIANTS } from '../js/shared/variants.js';
import type { Sequence } from './sequence.js';
import type { Settings } from './settings.js';
import type { Statistics } from './statistics.js';
import { type Facts, factsOf, pictureResponse, readFacts } from './stored-response.js';
import { Tombstones } from './tombstones.js';

/** A stored picture: what is known of it, and the response whose body holds its bytes. */
export interface CachedPicture extends Facts {
  response: Response;
}

export interface PictureCacheParts {
  open: () => Promise<Cache>;
  settings: Settings;
  statistics: Statistics;
  changes: Sequence;
  makeRoom: (cache: Cache) => Promise<void>;
}

/** The pictures in the Cache API, each under its stable address. Changes are carried out one after the other. */
export class PictureCache {
  readonly open: () => Promise<Cache>;
  readonly #settings: Settings;
  readonly #statistics: Statistics;
  readonly #changes: Sequence;
  readonly #makeRoom: (cache: Cache) => Promise<void>;
  /** Made at most once for a keep, however many of its pictures find none. */
  #room: Promise<void> | null = null;
  /** Room was made that nothing has fitted into yet: what fills the origin is not ours, and a second time would cost the rest. */
  #inVain = false;

  /** `makeRoom` is called when the quota of the origin is used up. */
  constructor({ open, settings, statistics, changes, makeRoom }: PictureCacheParts) {
    this.open = open;
    this.#settings = settings;
    this.#statistics = statistics;
    this.#changes = changes;
    this.#makeRoom = makeRoom;
  }

  /** The picture, when it is there and not older than its lifetime. */
  async find(key: PictureKey, now: Promise<number>): Promise<CachedPicture | null> {
    const present = this.open().then((cache) => this.#present(cache, key));
    return alive(...(await Promise.all([present, now])));
  }

  /** As find(), after every change that was asked for before. */
  findAll(keys: readonly PictureKey[], now: number): Promise<(CachedPicture | null)[]> {
    return this.#changes.run(async () => {
      const cache = await this.open();
      return Promise.all(keys.map(async (key) => alive(await this.#present(cache, key), now)));
    });
  }

  /** Keeps the pictures, unless `isWanted` says no by then. Returns the number refused. */
  keep(
    pictures: readonly KeepRequest[],
    time: PageTime = wallTime(),
    isWanted: () => boolean = () => true,
  ): Promise<number> {
    return this.#changes.run(async () => {
      if (!isWanted()) return pictures.length;
      const cache = await this.open();
      const tombstones = await Tombstones.read(cache);
      this.#room = null;
      const accepted = await Promise.all(
        pictures.map((request) => this.#keep(cache, tombstones, request, time)),
      );
      return accepted.filter((yes) => !yes).length;
    });
  }

  /** Removes every variant of these users that was fetched at `fetchedUpTo` or earlier, and remembers when. */
  remove(
    account: string,
    userIds: readonly string[],
    at: number,
    fetchedUpTo = Number.POSITIVE_INFINITY,
    time: PageTime = wallTime(),
  ): Promise<void> {
    const isOld = ({ fetchedAt }: Facts): boolean => isRemoved(fetchedAt, fetchedUpTo, time);
    return this.#changes.run(async () => {
      const cache = await this.open();
      await this.#bury(cache, account, userIds, at, time);
      const keys = userIds.flatMap((userId) => VARIANTS.map((variant) => ({ account, userId, variant })));
      await Promise.all(keys.map((key) => this.#delete(cache, this.#address(key), isOld)));
    });
  }

  /** Removes every picture of the account and remembers when. */
  clear(account: string, at: number, time: PageTime = wallTime()): Promise<void> {
    return this.#changes.run(async () => {
      const cache = await this.open();
      await this.#bury(cache, account, [''], at, time);
      const addresses = (await cache.keys()).map(({ url }) => url);
      const own = addresses.filter((url) => this.#keyOf(url)?.account === account);
      await Promise.all(own.map((url) => this.#delete(cache, url)));
    });
  }

  /** The tombstone comes first: a worker stopped in between leaves an old picture, but lets none come back. */
  async #bury(
    cache: Cache,
    account: string,
    userIds: readonly string[],
    at: number,
    { client }: PageTime,
  ): Promise<void> {
    const tombstones = await Tombstones.read(cache);
    tombstones.add(account, userIds, at, client);
    await tombstones.write(cache, client);
  }

  async #keep(cache: Cache, tombstones: Tombstones, request: KeepRequest, time: PageTime): Promise<boolean> {
    const { key, bytes } = request;
    const address = this.#address(key);
    if (this.#keyOf(address) === null || !this.#isStorable(request)) return false;
    const present = await this.#present(cache, key);
    const verdict = judgeKeep(request, tombstones.droppedAt(key.account, key.userId), present, time);
    if (verdict === 'put' && bytes !== undefined) {
      const facts = factsOf(request, bytes);
      await this.#put(cache, address, () => pictureResponse(bytes, facts));
      this.#statistics.add({ entries: present === null ? 1 : 0, bytes: facts.size - (present?.size ?? 0) });
    } else if (verdict === 'renew' && present?.response.body) {
      const { body } = present.response;
      await cache.put(address, pictureResponse(body, { ...present, fetchedAt: request.fetchedAt }));
    }
    return verdict !== 'refuse';
  }

  #isStorable({ contentType, bytes }: KeepRequest): boolean {
    if (bytes === undefined) return true;
    return bytes.byteLength <= this.#settings.maxPictureBytes && proveImage(contentType, bytes) !== null;
  }

  async #put(cache: Cache, address: string, response: () => Response): Promise<void> {
    try {
      await cache.put(address, response());
    } catch (error) {
      const inVain = this.#inVain && this.#room === null;
      if ((error as Error).name !== 'QuotaExceededError' || inVain) throw error;
      this.#room ??= this.#makeRoom(cache);
      await this.#room;
      this.#inVain = true;
      await cache.put(address, response());
    }
    this.#inVain = false;
  }

  /** `matches`: of the pictures that are ours; anything else goes. */
  async #delete(
    cache: Cache,
    address: string,
    matches: (facts: Facts) => boolean = () => true,
  ): Promise<void> {
    const response = await cache.match(address);
    const facts = response === undefined ? null : readFacts(response);
    if (response === undefined || (facts !== null && !matches(facts))) return;
    if (await cache.delete(address)) this.#statistics.add({ entries: -1, bytes: -(facts?.size ?? 0) });
  }

  async #present(cache: Cache, key: PictureKey): Promise<CachedPicture | null> {
    const response = await cache.match(this.#address(key));
    const facts = response === undefined ? null : readFacts(response);
    return response === undefined || facts === null ? null : { ...facts, response };
  }

  #address(key: PictureKey): string {
    return new URL(stablePath(key, this.#settings.baseUrl), this.#settings.origin).href;
  }

  /** Null also for the user ids '.' and '..', which no address can hold. */
  #keyOf(address: string): PictureKey | null {
    return readStablePath(address, this.#settings.baseUrl, this.#settings.origin);
  }
}

function alive(picture: CachedPicture | null, now: number): CachedPicture | null {
  return picture !== null && isAlive(picture.fetchedAt, STORED_LIFETIME_MS, now) ? picture : null;
}
