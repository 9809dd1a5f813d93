import { expect, test } from 'vitest';
import { initials } from '../../../../js/react/initials.js';

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Jean-Luc Picard', 'JP'],
  ['Ada Augusta King Lovelace', 'AL'],
  ['  Ada\t Lovelace ', 'AL'],
  ['(Bob) "the builder"', 'BB'],
  ['élodie Ångström', 'ÉÅ'],
  ['e\u0301lodie', 'E\u0301'],
  ['山田 太郎', '山太'],
  ['ßeta', 'S'],
  ['𝒜da', '𝒜'],
])('the initials of the name %j are %j', (name, expected) => {
  expect(initials(name, 'user-1')).toBe(expected);
});

test.each([
  ['ada.lovelace', 'AL'],
  ['ada@example.org', 'A'],
  ['user-42', 'U4'],
  ['123', '1'],
  ['ünal_öz', 'ÜÖ'],
])('without a name the user id %j gives %j', (userId, expected) => {
  expect(initials(undefined, userId)).toBe(expected);
});

test('a name without letters gives the initials of the user id', () => {
  expect(initials('***', 'bob')).toBe('B');
  expect(initials(null, 'bob')).toBe('B');
});

test('there are no initials where there is no letter or digit', () => {
  expect(initials('', '---')).toBe('');
  expect(initials(undefined, '\u{1F600}')).toBe('');
  expect(initials('\uD83D', '\uD83D')).toBe('');
});

test('the initials do not depend on the locale', () => {
  expect(initials('istanbul', 'x')).toBe('I');
});
