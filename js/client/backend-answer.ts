import type { PictureFields } from './core-module.js';
import { isByteCount, isContentType, isObject, isTime, isUrl, isVersion, parseJson } from './field-rules.js';
import { isUserId } from './user-id.js';

/** An answer to a batch call (design, section 6), as the core takes it. */
export interface BatchAnswer {
  serverTime: number;
  pictures: PictureFields;
  missing: string[];
}

/** The record of one picture, as the core takes it. */
export interface SingleAnswer {
  serverTime: number;
  picture: PictureFields;
}

/** 200 pictures with URLs of 8 KB and room for the rest. */
const MAX_LENGTH = 2 * 1024 * 1024;

function objectOf(text: string): Record<string, unknown> | null {
  const value = text.length > MAX_LENGTH ? undefined : parseJson(text);
  return isObject(value) ? value : null;
}

/** Null when it is none. "contentType" and "bytes" may be absent. */
function readPicture(value: unknown): PictureFields | null {
  if (!isObject(value)) return null;
  const { userId, url, version, expiresAt, contentType = '', bytes = 0 } = value;
  if (!isUserId(userId) || !isUrl(url) || !isVersion(version) || !isTime(expiresAt)) return null;
  return isContentType(contentType) && isByteCount(bytes)
    ? [userId, url, version, expiresAt, contentType, bytes]
    : null;
}

/**
 * Null when the text is no such answer. A picture or a missing id that is malformed in itself is left out, and the others stay. Unknown
 * keys are skipped.
 */
export function parseBatchAnswer(text: string): BatchAnswer | null {
  const answer = objectOf(text);
  if (answer === null) return null;
  const { pictures, missing, serverTime } = answer;
  if (!Array.isArray(pictures) || !Array.isArray(missing) || !isTime(serverTime)) return null;
  return {
    serverTime,
    pictures: pictures.flatMap((picture) => readPicture(picture) ?? []),
    missing: missing.filter(isUserId),
  };
}

/** Null when the text is no record of a picture. */
export function parseSingleAnswer(text: string): SingleAnswer | null {
  const answer = objectOf(text);
  const picture = readPicture(answer);
  return picture === null || !isTime(answer?.serverTime) ? null : { serverTime: answer.serverTime, picture };
}
