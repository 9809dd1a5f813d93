import { expect, test } from 'vitest';
import { isUserId } from '../../../../js/client/user-id.js';

test.each([
  ['one character', 'a'],
  ['128 bytes of ASCII', 'a'.repeat(128)],
  ['128 bytes of two-byte characters', 'é'.repeat(64)],
  ['128 bytes of four-byte characters', '😀'.repeat(32)],
  ['126 bytes of three-byte characters', '語'.repeat(42)],
  ['spaces', ' a b '],
  ['dots and slashes', '../a/b?c#d'],
  ['a name of every object', '__proto__'],
  ['characters beyond the controls', '\u00a0\u00ad\u200b'],
])('%s are a user id', (_what, userId) => {
  expect(isUserId(userId)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['a path segment that URLs cannot hold', '.'],
  ['a path segment that leads upwards', '..'],
  ['129 bytes of ASCII', 'a'.repeat(129)],
  ['129 bytes that are 65 characters', `${'é'.repeat(64)}a`],
  ['132 bytes of four-byte characters', '😀'.repeat(33)],
  ['a zero', 'a\u0000'],
  ['a line end', 'a\n'],
  ['a delete character', 'a\u007f'],
  ['a control character of Latin-1', 'a\u0085'],
  ['a lone high surrogate', 'a\ud83d'],
  ['a lone low surrogate', '\ude00a'],
  ['surrogates in the wrong order', '\ude00\ud83d'],
])('%s is not', (_what, userId) => {
  expect(isUserId(userId)).toBe(false);
});

test.each([[undefined], [null], [5], [['a']], [{}]])('%j is not', (userId) => {
  expect(isUserId(userId)).toBe(false);
});
