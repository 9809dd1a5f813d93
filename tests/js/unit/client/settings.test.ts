import { expect, test } from 'vitest';
import { createPictureCache } from '../../../../js/client/create-picture-cache.js';
import { ProfilePictureError } from '../../../../js/client/errors.js';
import { readSettings } from '../../../../js/client/settings.js';
import type { PictureCacheOptions } from '../../../../js/client/types.js';

function errorOf(options: unknown): ProfilePictureError {
  try {
    readSettings(options as PictureCacheOptions);
  } catch (error) {
    if (error instanceof ProfilePictureError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(options)}`);
}

const COUNTS = [
  'maxPictureBytes',
  'limits.storeEntries',
  'limits.storeBytes',
  'limits.localStorageBytes',
  'limits.indexedDBEntries',
  'limits.indexedDBBytes',
];

function withCount(name: string, value: unknown): unknown {
  const [section, member] = name.split('.');
  return member === undefined ? { [name]: value } : { [section as string]: { [member]: value } };
}

test('the defaults are those that the types name', () => {
  expect(readSettings({})).toMatchObject({
    baseUrl: '/api/profile-pictures',
    account: '',
    serviceWorker: null,
    size: 128,
    maxPictureBytes: 5 * 1024 * 1024,
    indexedDBEntries: 5000,
    indexedDBBytes: 200 * 1024 * 1024,
    layers: { localStorage: true, indexedDB: true, serviceWorker: true },
    core: { account: '', storeEntries: 2000, storeBytes: 64 * 1024 * 1024, localStorageBytes: 2_500_000 },
  });
  expect(readSettings()).toMatchObject({ size: 128 });
});

test('a base URL loses the slashes at its end', () => {
  expect(readSettings({ baseUrl: 'https://api.test/pictures//' }).baseUrl).toBe('https://api.test/pictures');
});

test.each([
  ['size', { size: 100 }],
  ['size', { size: '128' }],
  ['size', { size: Number.NaN }],
  ['account', { account: 5 }],
  ['account', { account: null }],
  ['account', { account: 'x'.repeat(129) }],
  ['account', { account: 'a\u0000b' }],
  ['account', { account: '\ud800' }],
  ['baseUrl', { baseUrl: 5 }],
  ['baseUrl', { baseUrl: '/api?size=1' }],
  ['baseUrl', { baseUrl: '/api#top' }],
  ['serviceWorker', { serviceWorker: '' }],
  ['serviceWorker', { serviceWorker: true }],
  ['headers', { headers: { authorization: 'x' } }],
  ['fetch', { fetch: 'fetch' }],
  ['now', { now: 1_700_000_000_000 }],
  ['now', { now: () => 'today' }],
  ['now', { now: () => Number.NaN }],
  ['limits', { limits: 5 }],
  ['limits', { limits: null }],
  ['layers', { layers: 'none' }],
  ['layers.indexedDB', { layers: { indexedDB: 'no' } }],
  ['layers.serviceWorker', { layers: { serviceWorker: 0 } }],
  ['options', 'none'],
  ['options', null],
])('a bad %s is refused by name: %j', (name, options) => {
  const error = errorOf(options);
  expect(error.code).toBe('badOption');
  expect(error.message).toContain(name);
  expect(error.userId).toBeNull();
});

test.each(COUNTS)('%s must be a number of 1 or more', (name) => {
  for (const value of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, {}, true]) {
    const error = errorOf(withCount(name, value));
    expect(error.code).toBe('badOption');
    expect(error.message).toContain(`${name} must be a number`);
  }
  expect(() => readSettings(withCount(name, 1.9) as PictureCacheOptions)).not.toThrow();
});

test('a limit beyond what the core can count is as good as none', () => {
  const { core } = readSettings({
    limits: { storeEntries: 1e15, localStorageBytes: 1e15, storeBytes: 1e300 },
  });
  expect(core).toMatchObject({
    storeEntries: 0xffff_ffff,
    localStorageBytes: 0xffff_ffff,
    storeBytes: Number.MAX_SAFE_INTEGER,
  });
});

test('a bad option is refused where the cache is created, on a server as well', () => {
  expect(() => createPictureCache({ size: 100 as never })).toThrow(ProfilePictureError);
});
