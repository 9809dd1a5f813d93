import type { LocalStorageShim } from '../shims/types.js';
import type { LocalRecordFields, LocalStoragePort } from './core-module.js';
import {
  type LocalRecord,
  type LocalVariant,
  localKeyPrefix,
  parseLocalRecord,
  writeLocalRecord,
} from './local-record.js';
import type { Previews } from './previews.js';

/** L1 for the core, and for previews, which the core does not know of. */
export interface LocalRecords extends LocalStoragePort {
  /**
   * Adds a preview to the record of this version; false when there is no such record, or no room. `reserve` has room for so many bytes more;
   * `release` gives it back.
   */
  addPreview(userId: string, preview: NewPreview, room: PreviewRoom): boolean;
  /** True when the record of this version is there and has no preview. */
  wantsPreview(userId: string, size: number, version: string): boolean;
}

export interface NewPreview {
  size: number;
  version: string;
  url: string;
}

export interface PreviewRoom {
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

const BYTES_PER_UNIT = 2;

/** Without a shim, or with one that throws, it holds nothing and refuses every write. */
export function createLocalStoragePort(
  shim: LocalStorageShim | null,
  account: string,
  previews: Previews,
): LocalRecords {
  return new StoredRecords(shim, account, previews);
}

class StoredRecords implements LocalRecords {
  readonly #shim: LocalStorageShim | null;
  readonly #prefix: string;
  readonly #previews: Previews;

  constructor(shim: LocalStorageShim | null, account: string, previews: Previews) {
    this.#shim = shim;
    this.#prefix = localKeyPrefix(account);
    this.#previews = previews;
  }

  read(userId: string): ReturnType<LocalStoragePort['read']> {
    const text = this.#textOf(userId);
    if (text === null) return null;
    const record = parseLocalRecord(text);
    if (record === null) return [this.#bytesOf(userId, text)];
    this.#previews.noteRead(userId, record.variants);
    return [this.#bytesOf(userId, text), ...fieldsOf(record)];
  }

  write(userId: string, fields: LocalRecordFields): number {
    const record = recordFrom(fields);
    const known = record.variants.length > 0 ? this.#recordOf(userId) : null;
    for (const variant of record.variants) {
      variant.preview = find(known, variant.size, variant.version)?.preview ?? '';
    }
    if (userId === '') this.#previews.clear();
    else if (record.missingSince !== null) this.#previews.dropUser(userId);
    const text = writeLocalRecord(record);
    return this.#put(userId, text) ? this.#bytesOf(userId, text) : 0;
  }

  remove(userId: string): void {
    this.#previews.dropUser(userId);
    this.#guard((storage) => storage.remove(this.#prefix + userId), undefined);
  }

  list(): (string | number)[] {
    const entry = ({ key, bytes }: { key: string; bytes: number }) => [key.slice(this.#prefix.length), bytes];
    return this.#guard((storage) => storage.list(this.#prefix).flatMap(entry), []);
  }

  wantsPreview(userId: string, size: number, version: string): boolean {
    return find(this.#recordOf(userId), size, version)?.preview === '';
  }

  addPreview(userId: string, { size, version, url }: NewPreview, room: PreviewRoom): boolean {
    const before = this.#textOf(userId) ?? '';
    const record = parseLocalRecord(before);
    const variant = find(record, size, version);
    if (record === null || variant === undefined) return false;
    variant.preview = url;
    const text = writeLocalRecord(record);
    const added = Math.max(0, this.#bytesOf(userId, text) - this.#bytesOf(userId, before));
    if (!room.reserve(added)) return false;
    if (this.#put(userId, text)) return true;
    room.release(added);
    return false;
  }

  #guard<Result>(use: (shim: LocalStorageShim) => Result, otherwise: Result): Result {
    try {
      return this.#shim === null ? otherwise : use(this.#shim);
    } catch {
      return otherwise;
    }
  }

  #textOf(userId: string): string | null {
    return this.#guard((storage) => textOrNull(storage.read(this.#prefix + userId)), null);
  }

  #recordOf(userId: string): LocalRecord | null {
    return parseLocalRecord(this.#textOf(userId) ?? '');
  }

  #put(userId: string, text: string): boolean {
    return this.#guard((storage) => storage.write(this.#prefix + userId, text) === true, false);
  }

  #bytesOf(userId: string, text: string): number {
    return BYTES_PER_UNIT * (this.#prefix.length + userId.length + text.length);
  }
}

function find(record: LocalRecord | null, size: number, version: string): LocalVariant | undefined {
  return record?.variants.find((variant) => variant.size === size && variant.version === version);
}

/** A storage that a page has replaced may give anything. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const HEAD_FIELDS = 3;
const VARIANT_FIELDS = 7;

function fieldsOf({ missingSince, invalidatedAt, offset, variants }: LocalRecord): LocalRecordFields {
  const head = [missingSince, invalidatedAt, offset].map((time) => time ?? Number.NaN);
  return [
    ...head,
    ...variants.flatMap((variant) => [
      variant.size,
      variant.url,
      variant.version,
      variant.fetchedAt,
      variant.expiresAt,
      variant.bytes,
      variant.contentType,
    ]),
  ];
}

function recordFrom(fields: LocalRecordFields): LocalRecord {
  const [missingSince = null, invalidatedAt = null, offset = null] = fields
    .slice(0, HEAD_FIELDS)
    .map((time) => (Number.isNaN(time) ? null : (time as number)));
  const variants: LocalVariant[] = [];
  for (let at = HEAD_FIELDS; at + VARIANT_FIELDS <= fields.length; at += VARIANT_FIELDS) {
    const [size, url, version, fetchedAt, expiresAt, bytes, contentType] = fields.slice(at);
    variants.push({
      size,
      url,
      version,
      fetchedAt,
      expiresAt,
      bytes,
      contentType,
      preview: '',
    } as LocalVariant);
  }
  return { variants, missingSince, invalidatedAt, offset };
}
