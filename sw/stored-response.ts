import { allowedImageType } from '../js/shared/image-type.js';
import type { KeepRequest } from '../js/shared/stored-picture.js';

/**
 * What the cache knows of a picture, in the headers of the stored response: the Cache API has no expiry of its own, and a
 * second store could tell another story than the first.
 */
export interface Facts {
  version: string;
  contentType: string;
  fetchedAt: number;
  size: number;
}

const VERSION = 'x-profile-picture-version';
const FETCHED_AT = 'x-profile-picture-fetched-at';
const SIZE = 'x-profile-picture-size';

export function pictureResponse(body: BodyInit, facts: Facts): Response {
  return new Response(body, {
    headers: {
      'content-type': facts.contentType,
      'content-length': String(facts.size),
      'x-content-type-options': 'nosniff',
      [VERSION]: encodeURIComponent(facts.version),
      [FETCHED_AT]: String(facts.fetchedAt),
      [SIZE]: String(facts.size),
    },
  });
}

export function factsOf(request: KeepRequest, bytes: ArrayBuffer): Facts {
  const { version, contentType, fetchedAt } = request;
  return { version, contentType, fetchedAt, size: bytes.byteLength };
}

/** Null when the response is not one of ours. */
export function readFacts({ headers }: Response): Facts | null {
  const version = headers.get(VERSION);
  const contentType = allowedImageType(headers.get('content-type'));
  const fetchedAt = Number.parseFloat(headers.get(FETCHED_AT) ?? '');
  const size = Number.parseInt(headers.get(SIZE) ?? '', 10);
  if (version === null || contentType === null || !Number.isFinite(fetchedAt) || !(size > 0)) return null;
  return { version: decodeURIComponent(version), contentType, fetchedAt, size };
}
