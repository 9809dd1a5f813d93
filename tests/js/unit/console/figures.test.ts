import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../../js/console/figures.js';

test.each([
  [null, 'N/A'],
  [0, '0 %'],
  [0.9345, '93.5 %'],
  [1, '100 %'],
])('a rate of %s reads %j', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [0.001, '<0.01 ms'],
  [0.0412, '0.04 ms'],
  [2, '2 ms'],
  [8.34, '8.3 ms'],
  [350.4, '350 ms'],
  [2140, '2.1 s'],
])('%s milliseconds read %j', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [412_300, '412 kB'],
  [999_700, '1.0 MB'],
  [1_440_000, '1.4 MB'],
  [5e12, '5000 GB'],
])('%s bytes read %j', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('thousands are set apart', () => {
  expect([0, 999, 12_345].map(formatCount)).toEqual(['0', '999', '12,345']);
});
