import { expect, test } from 'vitest';
import {
  allowedImageType,
  IMAGE_TYPES,
  proveImage,
  sniffImageType,
} from '../../../../js/shared/image-type.js';
import { FIRST_BYTES } from '../../support/image-bytes.js';

const bytesOf = (numbers: number[]): ArrayBuffer => new Uint8Array(numbers).buffer;
const textBytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

test.each(IMAGE_TYPES)('%s is allowed by name, in any case and with parameters', (type) => {
  expect(allowedImageType(type)).toBe(type);
  expect(allowedImageType(` ${type.toUpperCase()} ; charset=binary`)).toBe(type);
});

test.each([
  null,
  '',
  'image',
  'image/',
  'image/svg+xml',
  'image/bmp',
  'image/png2',
  'text/html',
  'x;image/png',
])('the content type %j is not allowed', (type) => {
  expect(allowedImageType(type)).toBeNull();
});

test.each(IMAGE_TYPES)('%s is known by its first bytes alone', (type) => {
  expect(sniffImageType(bytesOf(FIRST_BYTES[type]))).toBe(type);
});

test.each(IMAGE_TYPES)('%s is not known when any of its first bytes is missing', (type) => {
  const needed = { 'image/jpeg': 3, 'image/png': 8, 'image/gif': 6, 'image/webp': 12, 'image/avif': 12 }[
    type
  ];
  for (let length = 0; length < needed; length++) {
    expect(sniffImageType(bytesOf(FIRST_BYTES[type].slice(0, length)))).toBeNull();
  }
  expect(sniffImageType(bytesOf(FIRST_BYTES[type].slice(0, needed)))).toBe(type);
});

test.each([
  ['GIF87a', 'image/gif'],
  ['GIF88a', null],
  ['\0\0\0 ftypavis', 'image/avif'],
  ['\0\0\0 ftypheic', null],
  ['\0\0\0 ftypmif1', null],
  ['RIFF\0\0\0\0WAVE', null],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', null],
  ['<?xml version="1.0"?><svg/>', null],
  ['<!doctype html>', null],
  ['BM', null],
  ['', null],
])('bytes that begin with %j are %j', (text, type) => {
  expect(sniffImageType(textBytes(text))).toBe(type);
});

test('a picture must be one by its content type and by its bytes; the bytes tell which', () => {
  const png = bytesOf(FIRST_BYTES['image/png']);
  expect(proveImage('image/jpeg', png)).toBe('image/png');
  expect(proveImage('text/plain', png)).toBeNull();
  expect(proveImage(null, png)).toBeNull();
  expect(proveImage('image/png', textBytes('<html>'))).toBeNull();
});
