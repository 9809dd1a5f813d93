import type { KeepRequest } from '../../../js/shared/stored-picture.js';
import type { Variant } from '../../../js/shared/variants.js';
import { pngBytes } from './image-bytes.js';

export interface KeepFields {
  account?: string;
  userId?: string;
  variant?: Variant;
  version?: string;
  fetchedAt?: number;
  askedAt?: number;
  /** Null: none are given, the time is to be renewed. */
  bytes?: ArrayBuffer | null;
}

/** A picture to be kept: of version 'v1', fetched and asked for now, unless said otherwise. */
export function keepRequest(fields: KeepFields): KeepRequest {
  const { account = '', userId = 'ada', variant = 128, version = 'v1', bytes = pngBytes() } = fields;
  const { askedAt = Date.now(), fetchedAt = askedAt } = fields;
  const request = {
    key: { account, userId, variant },
    version,
    contentType: 'image/png',
    fetchedAt,
    askedAt,
  };
  return bytes === null ? request : { ...request, bytes };
}
