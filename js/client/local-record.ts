/**
 * What localStorage holds of one user. Key `profile_pic:{userId}`, or `profile_pic@{account}:{userId}` within an account; where the user id
 * is empty, the account's own. Value: JSON, times by the server's clock where nothing else is said.
 *
 *   {"v":1,"size":128,"url":"...","version":"...","fetchedAt":ms,"expiresAt":ms,"bytes":n,"contentType":"image/png",
 *    "preview":"data:image/webp;base64,...","offset":ms,"variants":[{"size":256,"url":...}, ...]}
 *   {"v":1,"missing":true,"fetchedAt":ms}            the user has no picture
 *   {"v":1,"invalidatedAt":ms}                       dropped at that (client) time; late writes lose
 *
 * The top level holds the variant written last. A variant needs all but "bytes", "contentType" and "preview". "offset" (server clock minus
 * client clock) may stand in any record, "invalidatedAt" in the other two as well. Other keys are skipped.
 */

import { VARIANTS, type Variant } from '../shared/variants.js';
import {
  isByteCount,
  isContentType,
  isObject,
  isOffset,
  isTime,
  isUrl,
  isVersion,
  parseJson,
} from './field-rules.js';

export interface LocalVariant {
  size: Variant;
  url: string;
  version: string;
  fetchedAt: number;
  expiresAt: number;
  bytes: number;
  contentType: string;
  /** A small copy of this version's picture as a data URL; '' when there is none. */
  preview: string;
}

export interface LocalRecord {
  /** Newest first, each of another size. None beside `missingSince`. */
  variants: LocalVariant[];
  missingSince: number | null;
  /** Client clock. */
  invalidatedAt: number | null;
  offset: number | null;
}

const FORMAT = 1;
const MAX_LENGTH = 64 * 1024;
/** A longer preview is no record's: what it is for is the first frame of a whole list. */
export const MAX_PREVIEW_LENGTH = 6000;
/** Its beginning says that it can be nothing but a picture. What follows is not read: one that cannot be decoded ends when it is shown. */
const PREVIEW = /^data:image\/(?:webp|jpeg|png|gif|avif);base64,./;

/** Encoded: otherwise user "b:c" of account "a" and user "c" of account "a:b" would share a key. */
export function localKeyPrefix(account: string): string {
  return account === '' ? 'profile_pic:' : `profile_pic@${encodeURIComponent(account)}:`;
}

export function isPreview(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_PREVIEW_LENGTH && PREVIEW.test(value);
}

/** Null when the text is no such record: it is a miss, to be removed. A preview that is none is left out, and the rest stays. */
export function parseLocalRecord(text: string): LocalRecord | null {
  const value = text.length > MAX_LENGTH ? undefined : parseJson(text);
  if (!isObject(value) || value.v !== FORMAT) return null;
  const variants = readVariants(value);
  const times = readTimes(value);
  if (variants === null || times === null) return null;
  const record = { variants, ...times };
  return isSound(record) ? record : null;
}

function readTimes(value: Record<string, unknown>): Omit<LocalRecord, 'variants'> | null {
  const { missing = false, fetchedAt, invalidatedAt = null, offset = null, url } = value;
  if (invalidatedAt !== null && !isTime(invalidatedAt)) return null;
  if (offset !== null && !isOffset(offset)) return null;
  if (typeof missing !== 'boolean') return null;
  if (!missing)
    return fetchedAt === undefined || url !== undefined
      ? { missingSince: null, invalidatedAt, offset }
      : null;
  return isTime(fetchedAt) ? { missingSince: fetchedAt, invalidatedAt, offset } : null;
}

/** The top level's and the others; none where the top level holds none. Null when one is malformed. */
function readVariants(value: Record<string, unknown>): LocalVariant[] | null {
  const { variants: others = [] } = value;
  if (!Array.isArray(others)) return null;
  const hasFirst = 'url' in value || 'size' in value || 'version' in value || 'expiresAt' in value;
  if (!hasFirst) return others.length === 0 ? [] : null;
  const all = [value, ...others].map(readVariant);
  return all.every((variant) => variant !== null) ? all : null;
}

function readVariant(value: unknown): LocalVariant | null {
  if (!isObject(value)) return null;
  const { size, url, version, fetchedAt, expiresAt, bytes = 0, contentType = '', preview } = value;
  const isNamed = VARIANTS.includes(size as Variant) && isUrl(url) && isVersion(version);
  if (!isNamed || !isTime(fetchedAt) || !isTime(expiresAt)) return null;
  if (!isByteCount(bytes) || !isContentType(contentType)) return null;
  const small = isPreview(preview) ? preview : '';
  return { size: size as Variant, url, version, fetchedAt, expiresAt, bytes, contentType, preview: small };
}

function isSound({ variants, missingSince, invalidatedAt }: LocalRecord): boolean {
  if (variants.length > 0)
    return missingSince === null && new Set(variants.map(({ size }) => size)).size === variants.length;
  return missingSince !== null || invalidatedAt !== null;
}

/** One line of JSON. With `missingSince` the variants are left out. */
export function writeLocalRecord({ variants, missingSince, invalidatedAt, offset }: LocalRecord): string {
  const [first, ...others] = missingSince === null ? variants.map(written) : [];
  return JSON.stringify({
    v: FORMAT,
    ...(missingSince === null ? first : { missing: true, fetchedAt: missingSince }),
    ...(others.length > 0 && { variants: others }),
    ...(invalidatedAt !== null && { invalidatedAt }),
    ...(offset !== null && { offset }),
  });
}

function written({ preview, ...variant }: LocalVariant): object {
  return preview === '' ? variant : { ...variant, preview };
}
