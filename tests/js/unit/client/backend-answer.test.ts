import { describe, expect, test } from 'vitest';
import { parseBatchAnswer, parseSingleAnswer } from '../../../../js/client/backend-answer.js';

type Members = Record<string, unknown>;

const PICTURE: Members = {
  userId: 'Zoë',
  url: 'https://s.example/a?b=1&c=&',
  version: '9a03',
  expiresAt: 1_700_003_600_000,
  contentType: 'image/png',
  bytes: 10_240,
};
const FIELDS = ['Zoë', 'https://s.example/a?b=1&c=&', '9a03', 1_700_003_600_000, 'image/png', 10_240];
const BATCH: Members = { pictures: [PICTURE], missing: ['3', '4'], serverTime: 1_700_000_000_000 };
const SINGLE: Members = { ...PICTURE, serverTime: 1_700_000_000_000 };

const single = (members: unknown) => parseSingleAnswer(JSON.stringify(members));
const batch = (members: unknown) => parseBatchAnswer(JSON.stringify(members));
/** How many of three pictures are read, of which the middle one is this. */
const readAmongOthers = (picture: unknown): number => {
  const other = { userId: 'n', url: 'u', version: 'w', expiresAt: 2 };
  return (batch({ ...BATCH, pictures: [other, picture, other] })?.pictures.length ?? 0) / FIELDS.length;
};
const without = (members: Members, key: string): Members => {
  const { [key]: _, ...rest } = members;
  return rest;
};

test('the answers of the design are read, in their order', () => {
  expect(single(SINGLE)).toEqual({ serverTime: 1_700_000_000_000, picture: FIELDS });
  expect(batch({ ...BATCH, pictures: [PICTURE, { ...PICTURE, userId: '2' }] })).toEqual({
    serverTime: 1_700_000_000_000,
    pictures: [...FIELDS, '2', ...FIELDS.slice(1)],
    missing: ['3', '4'],
  });
  expect(batch({ pictures: [], missing: [], serverTime: 0 })).toEqual({
    serverTime: 0,
    pictures: [],
    missing: [],
  });
});

test('the content type and the size may be absent', () => {
  expect(single(without(without(SINGLE, 'bytes'), 'contentType'))?.picture.slice(4)).toEqual(['', 0]);
});

/** Each way to read a picture, given its members. */
const READERS: Record<string, (members: Members) => boolean> = {
  single: (members) => single({ serverTime: 1, ...members }) !== null,
  'in a batch': (members) => readAmongOthers(members) === 3,
};

describe.each(Object.entries(READERS))('a picture, %s,', (_name, accepts) => {
  test('needs its user, URL, version and expiry, and skips what it does not know', () => {
    for (const key of Object.keys(PICTURE)) {
      const isNeeded = !['contentType', 'bytes'].includes(key);
      expect([key, accepts(without(PICTURE, key))]).toEqual([key, !isNeeded]);
    }
    expect(accepts({ ...PICTURE, unknown: [{ url: 5 }] })).toBe(true);
  });

  test('is refused with a value of a wrong type', () => {
    for (const [key, value] of Object.entries(PICTURE)) {
      for (const other of [null, true, 1.5, 'x', [1], { a: 1 }]) {
        if (typeof other !== typeof value)
          expect([key, accepts({ ...PICTURE, [key]: other })]).toEqual([key, false]);
      }
    }
  });

  test('is refused with a value out of its range', () => {
    const outside: [key: string, values: unknown[]][] = [
      ['expiresAt', [-1, 8.641e15]],
      ['bytes', [-1, 0.5, 4_294_967_296]],
      ['userId', ['', 'x'.repeat(129), 'a\0b', '..', '\ud800']],
      ['url', ['', 'x'.repeat(8193), 'a\nb']],
      ['version', ['', 'x'.repeat(257), '\u0085']],
      ['contentType', ['x'.repeat(129), '\u007f']],
    ];
    for (const [key, values] of outside) {
      for (const value of values) expect([key, accepts({ ...PICTURE, [key]: value })]).toEqual([key, false]);
    }
    const inside = { bytes: 4_294_967_295, url: 'x'.repeat(8192), version: 'x'.repeat(256), contentType: '' };
    expect(accepts({ ...PICTURE, ...inside, userId: 'x'.repeat(128), expiresAt: 0 })).toBe(true);
  });
});

test('what is malformed in a batch is left out, and the others stay', () => {
  for (const picture of [null, 1, '1', [], [PICTURE], {}]) expect(readAmongOthers(picture)).toBe(2);
  const missing = ['1', 2, null, true, [], ['9'], { a: 'b' }, '', 'a\0b', '3'];
  expect(batch({ ...BATCH, missing })?.missing).toEqual(['1', '3']);
});

test.each([
  ['pictures', [null, undefined, 5, 'x', {}, { length: 0 }]],
  ['missing', [null, undefined, 5, 'x', {}]],
  ['serverTime', [null, undefined, 'x', -1, 8.641e15, []]],
] as const)('a batch with an odd %s is no answer', (key, values) => {
  for (const value of values) expect(batch({ ...BATCH, [key]: value })).toBeNull();
});

test.each([
  ['nothing', ''],
  ['a page', '<html>'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an error of the backend', '{"error":{"code":"not_found","message":"no picture"}}'],
])('%s is neither answer', (_name, text) => {
  expect([parseBatchAnswer(text), parseSingleAnswer(text)]).toEqual([null, null]);
});

test('the two answers are not taken for each other', () => {
  expect([batch(SINGLE), single(BATCH), single({ ...SINGLE, serverTime: undefined })]).toEqual([
    null,
    null,
    null,
  ]);
});

test('an answer that is cut off anywhere, or followed by anything, is none', () => {
  const text = JSON.stringify(BATCH);
  for (let length = 0; length < text.length; length += 1)
    expect(parseBatchAnswer(text.slice(0, length))).toBeNull();
  for (const more of ['x', '}', ',', 'null', '\0']) expect(parseBatchAnswer(text + more)).toBeNull();
});

test('200 pictures with URLs of 8 KB are read, and nothing of more than 2 MB', () => {
  const pictures = Array.from({ length: 200 }, (_, i) => ({
    ...PICTURE,
    userId: `${i}`,
    url: 'x'.repeat(8000),
  }));
  expect(batch({ ...BATCH, pictures })?.pictures).toHaveLength(200 * FIELDS.length);
  expect(parseBatchAnswer(JSON.stringify(BATCH) + ' '.repeat(2 * 1024 * 1024))).toBeNull();
});
