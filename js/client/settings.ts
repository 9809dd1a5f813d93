import { DEFAULT_BASE_URL } from '../shared/keys.js';
import { VARIANTS, type Variant } from '../shared/variants.js';
import { type Clock, createClock } from './clock.js';
import type { CoreOptions } from './core-module.js';
import { ProfilePictureError } from './errors.js';
import type { PictureCacheOptions } from './types.js';

/** The options of createPictureCache(), checked, with every default filled in. */
export interface Settings {
  baseUrl: string;
  account: string;
  serviceWorker: string | null;
  size: Variant;
  headers: () => Record<string, string>;
  fetch: typeof fetch;
  clock: Clock;
  maxPictureBytes: number;
  indexedDBEntries: number;
  indexedDBBytes: number;
  layers: { localStorage: boolean; indexedDB: boolean; serviceWorker: boolean };
  core: CoreOptions;
}

const MEGABYTE = 1024 * 1024;
const MAX_ACCOUNT_CHARACTERS = 128;

/** Throws a ProfilePictureError 'badOption' that names the setting. */
export function readSettings(options: PictureCacheOptions): Settings {
  const { limits = {}, layers = {} } = options;
  const account = options.account ?? '';
  check(
    account.length <= MAX_ACCOUNT_CHARACTERS,
    `account must have at most ${MAX_ACCOUNT_CHARACTERS} characters`,
  );
  const size = options.size ?? 128;
  check(VARIANTS.includes(size), `size must be one of ${VARIANTS.join(', ')}, not ${size}`);
  const now = options.now ?? Date.now;
  return {
    baseUrl: (options.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, ''),
    account,
    serviceWorker: options.serviceWorker ?? null,
    size,
    headers: options.headers ?? (() => ({})),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    clock: createClock(now, () => performance.now()),
    maxPictureBytes: positive('maxPictureBytes', options.maxPictureBytes, 5 * MEGABYTE),
    indexedDBEntries: positive('limits.indexedDBEntries', limits.indexedDBEntries, 5000),
    indexedDBBytes: positive('limits.indexedDBBytes', limits.indexedDBBytes, 200 * MEGABYTE),
    layers: {
      localStorage: layers.localStorage ?? true,
      indexedDB: layers.indexedDB ?? true,
      serviceWorker: layers.serviceWorker ?? true,
    },
    core: {
      account,
      storeEntries: positive('limits.storeEntries', limits.storeEntries, 2000),
      storeBytes: positive('limits.storeBytes', limits.storeBytes, 64 * MEGABYTE),
      localStorageBytes: positive('limits.localStorageBytes', limits.localStorageBytes, 1_000_000),
    },
  };
}

function positive(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  check(Number.isFinite(value) && value > 0, `${name} must be a number above 0, not ${value}`);
  return Math.floor(value);
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new ProfilePictureError('badOption', null, message);
}
