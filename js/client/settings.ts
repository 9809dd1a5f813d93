import { DEFAULT_BASE_URL } from '../shared/keys.js';
import { VARIANTS, type Variant } from '../shared/variants.js';
import { type Clock, createClock } from './clock.js';
import type { CoreOptions } from './core-module.js';
import { ProfilePictureError } from './errors.js';
import { CONTROL_OR_LONE_SURROGATE } from './field-rules.js';
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
  core: CoreOptions & { account: string };
}

const MEGABYTE = 1024 * 1024;
const MAX_ACCOUNT_CHARACTERS = 128;
/** The core counts in 32 bits; more is as good as no limit. */
const MAX_COUNT = 0xffff_ffff;

/** Throws a ProfilePictureError 'badOption' that names the setting. */
export function readSettings(options: PictureCacheOptions = {}): Settings {
  check(isObject(options), `the options must be an object, not ${show(options)}`);
  const limits = section('limits', options.limits);
  const account = readAccount(options.account);
  const now = callable('now', options.now, Date.now);
  const time = now();
  check(Number.isFinite(time), `now must give milliseconds since the epoch, not ${show(time)}`);
  return {
    baseUrl: readBaseUrl(options.baseUrl),
    account,
    serviceWorker: readServiceWorker(options.serviceWorker),
    size: readSize(options.size),
    headers: callable('headers', options.headers, () => ({})),
    fetch: callable<typeof fetch>('fetch', options.fetch, (input, init) => fetch(input, init)),
    clock: createClock(now, () => performance.now()),
    maxPictureBytes: count('maxPictureBytes', options.maxPictureBytes, 5 * MEGABYTE),
    indexedDBEntries: count('limits.indexedDBEntries', limits.indexedDBEntries, 5000),
    indexedDBBytes: count('limits.indexedDBBytes', limits.indexedDBBytes, 200 * MEGABYTE),
    layers: readLayers(section('layers', options.layers)),
    core: {
      account,
      storeEntries: Math.min(MAX_COUNT, count('limits.storeEntries', limits.storeEntries, 2000)),
      storeBytes: count('limits.storeBytes', limits.storeBytes, 64 * MEGABYTE),
      localStorageBytes: Math.min(
        MAX_COUNT,
        count('limits.localStorageBytes', limits.localStorageBytes, 2_500_000),
      ),
    },
  };
}

function readAccount(account: unknown = ''): string {
  const holds = typeof account === 'string' && account.length <= MAX_ACCOUNT_CHARACTERS;
  const rule = `text of at most ${MAX_ACCOUNT_CHARACTERS} characters without control characters`;
  check(holds && !CONTROL_OR_LONE_SURROGATE.test(account), `account must be ${rule}, not ${show(account)}`);
  return account;
}

function readBaseUrl(baseUrl: unknown = DEFAULT_BASE_URL): string {
  const holds = typeof baseUrl === 'string' && !/[?#]/.test(baseUrl);
  check(holds, `baseUrl must be a URL without query and fragment, not ${show(baseUrl)}`);
  return baseUrl.replace(/\/+$/, '');
}

function readServiceWorker(url: unknown = null): string | null {
  if (url === null) return null;
  check(typeof url === 'string' && url !== '', `serviceWorker must be its address, not ${show(url)}`);
  return url;
}

function readSize(size: unknown = 128): Variant {
  const holds = VARIANTS.includes(size as Variant);
  check(holds, `size must be one of ${VARIANTS.join(', ')}, not ${show(size)}`);
  return size as Variant;
}

function readLayers(layers: NonNullable<PictureCacheOptions['layers']>): Settings['layers'] {
  const read = (name: keyof Settings['layers']): boolean => {
    const on: unknown = layers[name] ?? true;
    check(typeof on === 'boolean', `layers.${name} must be true or false, not ${show(on)}`);
    return on;
  };
  return {
    localStorage: read('localStorage'),
    indexedDB: read('indexedDB'),
    serviceWorker: read('serviceWorker'),
  };
}

function section<Section extends object>(name: string, value: Section | undefined): Partial<Section> {
  check(value === undefined || isObject(value), `${name} must be an object, not ${show(value)}`);
  return value ?? {};
}

function callable<Call>(name: string, value: Call | undefined, fallback: Call): Call {
  const holds = value === undefined || typeof value === 'function';
  check(holds, `${name} must be a function, not ${show(value)}`);
  return value ?? fallback;
}

function count(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  check(Number.isFinite(value) && value >= 1, `${name} must be a number of 1 or more, not ${show(value)}`);
  return Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new ProfilePictureError('badOption', null, message);
}
