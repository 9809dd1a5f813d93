import type { PictureKey } from '../shared/keys.js';
import { isAlive, STORED_LIFETIME_MS } from '../shared/lifetimes.js';
import { type KeepRequest, type PageTime, type StoredPicture, wallTime } from '../shared/stored-picture.js';
import { Connection } from './indexed-db/connection.js';
import { type Kept, keepAll } from './indexed-db/keep.js';
import { clearAccount, removeUsers } from './indexed-db/remove.js';
import { answer } from './indexed-db/requests.js';
import { Room } from './indexed-db/room.js';
import { rowKey, storedPicture } from './indexed-db/rows.js';
import { DATABASE_NAME, DATABASE_VERSION, upgrade } from './indexed-db/schema.js';
import { read } from './indexed-db/transactions.js';
import { usage } from './indexed-db/trim.js';
import { LayerError } from './layer-error.js';
import type { BytesShim, LayerUsage } from './types.js';
import { whenIdle } from './when-idle.js';

export interface IndexedDbShimOptions {
  /** Where IndexedDB is, asked when the database is opened; may return null and may throw. Default: the page's. */
  factory?: () => IDBFactory | null;
  /** Default 'profile-picture-cache'. */
  name?: string;
  /** Budget; default 5000 pictures. */
  maxEntries?: number;
  /** Budget; default 200 MB. */
  maxBytes?: number;
  /** Default 3 s. Then the call is rejected; a database that opens later is used by the next one. */
  openTimeoutMs?: number;
  /** Default 10 s, for one transaction. */
  operationTimeoutMs?: number;
  /** Wall clock of calls that do not say the time; default Date.now. */
  now?: () => number;
  /** When to trim; default: when the page is idle. */
  whenIdle?: (task: () => void) => void;
}

export interface IndexedDbShim extends BytesShim {
  /** Opens the database ahead of need. Rejects with a LayerError. */
  open(): Promise<void>;
  usage(): Promise<LayerUsage>;
  /** Gives the database up; a later call opens it again. */
  close(): void;
}

/** L2: the bytes of pictures in one object store. Opened at the first call. */
export function createIndexedDbShim(options: IndexedDbShimOptions = {}): IndexedDbShim {
  const connection = new Connection({
    factory: options.factory ?? pageFactory,
    name: options.name ?? DATABASE_NAME,
    version: DATABASE_VERSION,
    upgrade,
    openTimeoutMs: options.openTimeoutMs ?? 3000,
    operationTimeoutMs: options.operationTimeoutMs ?? 10_000,
  });
  const now = options.now ?? Date.now;
  const room = new Room(connection, {
    budget: { entries: options.maxEntries ?? 5000, bytes: options.maxBytes ?? 200 * 1024 * 1024 },
    whenIdle: options.whenIdle ?? whenIdle,
  });
  return {
    open: () => connection.open(),
    lookup: (keys, now) => connection.find((database) => lookup(database, keys, now), []),
    keep: async (pictures, time = wallTime(now)) => {
      const kept = await keepInRoom(connection, room, pictures, time);
      room.added(kept.entries, kept.bytes, time);
      return kept.refused;
    },
    remove: (account, userIds, at, fetchedUpTo = Number.POSITIVE_INFINITY, time = wallTime(now)) =>
      connection.run((database) => removeUsers(database, account, userIds, { at, fetchedUpTo, time })),
    clear: (account, at, time = wallTime(now)) =>
      connection.run((database) => clearAccount(database, account, at, time)),
    usage: () => connection.run(usage),
    close: () => connection.close(),
  };
}

function pageFactory(): IDBFactory | null {
  return typeof indexedDB === 'undefined' ? null : indexedDB;
}

async function lookup(
  database: IDBDatabase,
  keys: readonly PictureKey[],
  now: number,
): Promise<StoredPicture[]> {
  const rows = await read(database, (store) =>
    Promise.all(keys.map((key) => answer(store.get(rowKey(key))))),
  );
  return keys.flatMap((key, i) => {
    const picture = storedPicture(rows[i], key);
    return picture !== null && isAlive(picture.fetchedAt, STORED_LIFETIME_MS, now) ? [picture] : [];
  });
}

async function keepInRoom(
  connection: Connection,
  room: Room,
  pictures: readonly KeepRequest[],
  time: PageTime,
): Promise<Kept> {
  const attempt = (): Promise<Kept> => connection.run((database) => keepAll(database, pictures, time));
  return attempt().catch(async (error) => {
    if (!(error instanceof LayerError) || error.reason !== 'quota' || !room.canBeMade) throw error;
    await room.makeRoom(time);
    return attempt();
  });
}
