/**
 * How a picture is named outside the page: by who it shows, its size and the signed-in account, never by its
 * signed URL, which differs every time. The page and the worker share these definitions.
 */

import { VARIANTS, type Variant } from './variants.js';

export interface PictureKey {
  /** Scope of the signed-in account; empty when there is none. */
  account: string;
  userId: string;
  variant: Variant;
}

export const DEFAULT_BASE_URL = '/api/profile-pictures';

/** Name of the Cache API cache. A new layout of the stored responses needs a new number. */
export const CACHE_NAME = 'profile-picture-cache-v1';

/**
 * The stable same-origin path of a picture: `{baseUrl}/{userId}/image?size=128`, with `&account=...` inside an
 * account. It is the key of the Cache API entry and also an address that the backend answers.
 */
export function stablePath(key: PictureKey, baseUrl: string = DEFAULT_BASE_URL): string {
  const account = key.account === '' ? '' : `&account=${encodeURIComponent(key.account)}`;
  return `${baseUrl}/${encodeURIComponent(key.userId)}/image?size=${key.variant}${account}`;
}

/**
 * The picture that a stable path names; null for any other address, and for a stable path with parameters that are not
 * ours. `address` and `baseUrl` may be relative to `origin`.
 */
export function readStablePath(address: string, baseUrl: string, origin: string): PictureKey | null {
  const { origin: from, pathname, searchParams } = new URL(address, origin);
  const base = new URL(`${baseUrl}/`, origin);
  if (from !== base.origin || !pathname.startsWith(base.pathname)) return null;
  const userId = decoded(/^([^/]+)\/image$/.exec(pathname.slice(base.pathname.length))?.[1]);
  const variant = VARIANTS.find((size) => searchParams.get('size') === String(size));
  const account = searchParams.get('account') ?? '';
  if (userId === null || variant === undefined) return null;
  const expected = account === '' ? 1 : 2;
  return [...searchParams].length === expected ? { account, userId, variant } : null;
}

function decoded(part: string | undefined): string | null {
  try {
    return part === undefined ? null : decodeURIComponent(part);
  } catch {
    return null;
  }
}

const FRAGMENT = '#profile-picture=';

/**
 * A signed URL with the picture's stable path and version in its fragment. A fragment never leaves the browser, but
 * a service worker sees it, and so can answer an `<img>` without knowing the signature.
 */
export function tagSignedUrl(url: string, path: string, version: string): string {
  return `${url}${FRAGMENT}${encodeURIComponent(path)}&version=${encodeURIComponent(version)}`;
}

/** What tagSignedUrl() put into the fragment; null for any other URL. */
export function readTag(url: string): { path: string; version: string } | null {
  const at = url.indexOf(FRAGMENT);
  if (at < 0) return null;
  const [path, version] = url.slice(at + FRAGMENT.length).split('&version=');
  if (path === undefined || version === undefined) return null;
  try {
    return { path: decodeURIComponent(path), version: decodeURIComponent(version) };
  } catch {
    return null;
  }
}
