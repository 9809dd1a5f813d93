import { allowedImageType, MAX_PICTURE_BYTES, proveImage } from '../shared/image-type.js';
import { DEFAULT_BASE_URL } from '../shared/keys.js';
import { readBody } from '../shared/read-body.js';
import { versionOf } from '../shared/version.js';
import type { DescribeOutcome, DownloadOutcome, FailureName, NetworkShim } from './types.js';

export interface NetworkShimOptions {
  /** Where the backend's API is; default '/api/profile-pictures'. */
  baseUrl?: string;
  /** Extra request headers for the backend, asked for at each call. Never sent to the object store. */
  headers?: () => Record<string, string>;
  /** Default: the page's. */
  fetch?: typeof fetch;
  /** Pictures over this are refused while they arrive; default 5 MB. */
  maxPictureBytes?: number;
  /** Wall clock for a Retry-After that is a date; default Date.now. */
  now?: () => number;
}

type Failed = { ok: false; failure: FailureName; retryAfterMs: number };

const UNREACHABLE: Failed = { ok: false, failure: 'unreachable', retryAfterMs: 0 };

/** L4: the backend for what is known of a picture, the object store for its bytes. */
export function createNetworkShim(options: NetworkShimOptions = {}): NetworkShim {
  const baseUrl = options.baseUrl ?? DEFAULT_BASE_URL;
  const maxBytes = options.maxPictureBytes ?? MAX_PICTURE_BYTES;
  const request = options.fetch ?? ((input, init) => fetch(input, init));
  const now = options.now ?? Date.now;
  const headers = (contentType: string): Record<string, string> => ({
    ...options.headers?.(),
    'content-type': contentType,
  });

  const ask = async (url: string, init: () => RequestInit): Promise<DescribeOutcome> => {
    try {
      const response = await request(url, { credentials: 'same-origin', ...init() });
      if (!response.ok) {
        discard(response);
        return backendFailure(response, now());
      }
      return { ok: true, body: await response.text() };
    } catch {
      return UNREACHABLE;
    }
  };

  return {
    describe: (userIds, size, signal) =>
      ask(`${baseUrl}/batch`, () => ({
        method: 'POST',
        headers: headers('application/json'),
        body: JSON.stringify({ userIds, size }),
        signal,
      })),
    upload: (userId, variant, file, signal) =>
      ask(`${baseUrl}/${encodeURIComponent(userId)}?size=${variant}`, () => ({
        method: 'PUT',
        headers: headers(file.type === '' ? 'application/octet-stream' : file.type),
        body: file,
        ...(signal === undefined ? {} : { signal }),
      })),
    download: async (url, cache, signal) => {
      try {
        const response = await request(url, { mode: 'cors', credentials: 'omit', cache, signal });
        return await readPicture(response, maxBytes);
      } catch {
        return { ok: false, failure: 'unreachable' };
      }
    },
  };
}

async function readPicture(response: Response, maxBytes: number): Promise<DownloadOutcome> {
  const refuse = (failure: FailureName): DownloadOutcome => {
    discard(response);
    return { ok: false, failure };
  };
  if (response.status !== 200) return refuse(storeFailure(response.status));
  const claimed = response.headers.get('content-type');
  if (allowedImageType(claimed) === null) return refuse('notAnImage');
  const body = await readBody(response, maxBytes);
  if (body.kind === 'tooLarge') {
    await body.reader.cancel().catch(() => {});
    return { ok: false, failure: 'tooLarge' };
  }
  const { bytes } = body;
  const contentType = proveImage(claimed, bytes);
  if (contentType === null) return { ok: false, failure: 'notAnImage' };
  const uncacheable = /no-store/i.test(response.headers.get('cache-control') ?? '');
  const version = versionOf(response.headers.get('etag'));
  return { ok: true, bytes, contentType, version, ...(uncacheable && { uncacheable }) };
}

/** 404: the object that the backend named is gone, as after a newer upload. 0: opaque, so nothing is known of it. */
function storeFailure(status: number): FailureName {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'outdated';
  if (status === 429 || status >= 500) return 'server';
  return 'notAnImage';
}

function backendFailure(response: Response, now: number): Failed {
  const retryAfterMs = retryAfter(response.headers.get('retry-after'), now);
  return { ok: false, failure: backendFailureName(response.status), retryAfterMs };
}

function backendFailureName(status: number): FailureName {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 413) return 'tooLarge';
  if (status === 415) return 'notAnImage';
  if (status === 429 || status >= 500) return 'server';
  return 'badAnswer';
}

/** Milliseconds to wait: the header is a number of seconds or a date (RFC 9110, 10.2.3). 0: it does not say. */
function retryAfter(header: string | null, now: number): number {
  if (header === null) return 0;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

/** Lets the connection go without reading on. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}
