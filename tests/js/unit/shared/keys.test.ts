import { expect, test } from 'vitest';
import {
  type PictureKey,
  readStablePath,
  readTag,
  stablePath,
  tagSignedUrl,
} from '../../../../js/shared/keys.js';

const ORIGIN = 'https://app.example';
const BASE = '/api/profile-pictures';
const read = (address: string, baseUrl = BASE) => readStablePath(address, baseUrl, ORIGIN);

test.each<PictureKey>([
  { account: '', userId: 'ada', variant: 128 },
  { account: 'me', userId: 'ada', variant: 64 },
  { account: 'a&b=c/d?e#f', userId: 'a/b?c#d%2F&size=1', variant: 512 },
  { account: 'Zoë', userId: '山田 😀', variant: 256 },
])('the stable path of %j names it again', (key) => {
  expect(read(stablePath(key))).toEqual(key);
  expect(read(ORIGIN + stablePath(key))).toEqual(key);
  expect(read(stablePath(key, '/other/base'), '/other/base')).toEqual(key);
  expect(read(stablePath(key, 'https://api.example/p'), 'https://api.example/p')).toEqual(key);
});

test.each([
  '/api/profile-pictures/ada/image',
  '/api/profile-pictures/ada/image?size=100',
  '/api/profile-pictures/ada/image?size=0128',
  '/api/profile-pictures/ada/image?size=128&v=2',
  '/api/profile-pictures/ada/image?size=128&account=',
  '/api/profile-pictures/ada/image?size=128&account=a&account=b',
  '/api/profile-pictures/ada?size=128',
  '/api/profile-pictures/ada/image/?size=128',
  '/api/profile-pictures/a/b/image?size=128',
  '/api/profile-pictures//image?size=128',
  '/api/profile-pictures/image?size=128',
  '/api/profile-pictures/%E0%A4%A/image?size=128',
  '/api/profile-pictures-2/ada/image?size=128',
  'https://other.example/api/profile-pictures/ada/image?size=128',
])('%j is no stable path', (address) => {
  expect(read(address)).toBeNull();
});

test('a tag is read again from the address that carries it', () => {
  const path = stablePath({ account: 'a&b', userId: 'a#b', variant: 128 });
  const tagged = tagSignedUrl('https://store.example/a.png?X-Amz-Signature=0', path, 'v"1&version=2#');
  expect(readTag(tagged)).toEqual({ path, version: 'v"1&version=2#' });
  expect(tagged.split('#')[0]).toBe('https://store.example/a.png?X-Amz-Signature=0');
  expect(readTag(new URL(tagged).href)).toEqual({ path, version: 'v"1&version=2#' });
});

test.each([
  'https://store.example/a.png',
  'https://x/#profile-picture=%2Fa',
  'https://x/#profile-picture=%&version=%',
])('%j carries no tag', (url) => {
  expect(readTag(url)).toBeNull();
});
