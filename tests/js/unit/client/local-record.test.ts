import { describe, expect, test } from 'vitest';
import {
  type LocalRecord,
  type LocalVariant,
  localKeyPrefix,
  parseLocalRecord,
  writeLocalRecord,
} from '../../../../js/client/local-record.js';
import type { Variant } from '../../../../js/shared/variants.js';

const PREVIEW = 'data:image/webp;base64,UklGRg==';

function variant(size: Variant): LocalVariant {
  return {
    size,
    url: `https://store.example/u/${size}?X-Amz-Signature=a&b="c"`,
    version: '9a0364b9e99bb480dd25e1f0284c8555',
    fetchedAt: 1_700_000_000_000.125,
    expiresAt: 1_700_003_600_000,
    bytes: 4_294_967_295,
    contentType: 'image/webp',
    preview: '',
  };
}

const NOTHING: LocalRecord = { variants: [], missingSince: null, invalidatedAt: null, offset: null };
const roundTrip = (record: Partial<LocalRecord>): LocalRecord | null =>
  parseLocalRecord(writeLocalRecord({ ...NOTHING, ...record }));
const isRecord = (value: unknown): boolean => parseLocalRecord(JSON.stringify(value)) !== null;

describe('the key', () => {
  test('names the account when there is one', () => {
    expect(localKeyPrefix('')).toBe('profile_pic:');
    expect(localKeyPrefix('ada')).toBe('profile_pic@ada:');
  });

  test('is shared by no two accounts, whatever they are called', () => {
    expect(`${localKeyPrefix('a')}b:c`).not.toBe(`${localKeyPrefix('a:b')}c`);
    expect(localKeyPrefix('a%3Ab')).toBe('profile_pic@a%253Ab:');
    expect(`${localKeyPrefix('')}@a:b`.startsWith(localKeyPrefix('a'))).toBe(false);
  });
});

describe('what is written', () => {
  test('has the documented shape', () => {
    const one = { ...variant(128), url: 'u', version: 'w', fetchedAt: 5, expiresAt: 6.5, bytes: 7 };
    expect(writeLocalRecord({ ...NOTHING, variants: [one], offset: -3 })).toBe(
      '{"v":1,"size":128,"url":"u","version":"w","fetchedAt":5,"expiresAt":6.5,"bytes":7,"contentType":"image/webp","offset":-3}',
    );
    expect(writeLocalRecord({ ...NOTHING, missingSince: 5 })).toBe('{"v":1,"missing":true,"fetchedAt":5}');
    expect(writeLocalRecord({ ...NOTHING, invalidatedAt: 17 })).toBe('{"v":1,"invalidatedAt":17}');
  });

  test('comes back, newest variant first, with its preview', () => {
    const sizes: Variant[] = [256, 64, 512, 128];
    const variants = sizes.map(variant).map((one) => ({ ...one, preview: one.size === 64 ? PREVIEW : '' }));
    expect(roundTrip({ variants })).toEqual({ ...NOTHING, variants });
    const dropped = { variants: [variant(64)], invalidatedAt: 1_699_999_999_999.5, offset: -123.25 };
    expect(roundTrip(dropped)).toEqual({ ...NOTHING, ...dropped });
    expect(roundTrip({ missingSince: 1, invalidatedAt: 2 })).toEqual({
      ...NOTHING,
      missingSince: 1,
      invalidatedAt: 2,
    });
  });

  test('leaves the variants out where the user has no picture', () => {
    expect(roundTrip({ missingSince: 1, variants: [variant(64)] })?.variants).toEqual([]);
  });

  test('is refused when it is read again, where a time is not finite', () => {
    expect(roundTrip({ variants: [{ ...variant(64), expiresAt: Number.POSITIVE_INFINITY }] })).toBeNull();
  });
});

const OTHER = { size: 256, url: 'https://s.example/b', version: 'w', fetchedAt: 1, expiresAt: 2 };
const PICTURE = {
  v: 1,
  size: 128,
  url: 'https://s.example/a?X-Amz-Signature=ab',
  version: 'v1',
  fetchedAt: 1_700_000_000_000,
  expiresAt: 1_700_003_600_000,
  bytes: 10_240,
  contentType: 'image/png',
  offset: -250,
  invalidatedAt: 1_699_999_999_999,
};
type Members = Record<string, unknown>;
interface Kind {
  members: Members;
  needed: string[];
  accepts: (members: unknown) => boolean;
}
const KINDS: Record<string, Kind> = {
  picture: {
    members: { ...PICTURE, variants: [OTHER] },
    needed: ['v', 'size', 'url', 'version', 'fetchedAt', 'expiresAt'],
    accepts: isRecord,
  },
  'picture among others': {
    members: { ...OTHER, bytes: 7, contentType: 'image/png' },
    needed: Object.keys(OTHER),
    accepts: (members) => isRecord({ ...PICTURE, variants: [members] }),
  },
  'missing picture': {
    members: { v: 1, missing: true, fetchedAt: 1_700_000_000_000, offset: 12.5 },
    needed: ['v', 'missing', 'fetchedAt'],
    accepts: isRecord,
  },
  invalidation: {
    members: { v: 1, invalidatedAt: 1_700_000_000_000, offset: 0 },
    needed: ['v', 'invalidatedAt'],
    accepts: isRecord,
  },
};

const TIME: [number[], number[]] = [
  [0, 8.64e15],
  [-1, 8.641e15],
];
const RANGES: [key: string, inside: number[], outside: number[]][] = [
  ['fetchedAt', ...TIME],
  ['expiresAt', ...TIME],
  ['invalidatedAt', ...TIME],
  ['offset', [-8.64e15, 8.64e15], [-8.641e15, 8.641e15]],
  ['bytes', [0, 4_294_967_295], [-1, 0.5, 4_294_967_296]],
  ['size', [512], [0, 63, 96, 1024, 128.5]],
  ['v', [1], [0, 2, -1, 1.5]],
];

describe.each(Object.entries(KINDS))('a record of a %s', (_name, { members, needed, accepts }) => {
  const acceptsWith = (key: string, value: unknown): boolean => accepts({ ...members, [key]: value });

  test('is read whole, with keys that are unknown', () => {
    expect(accepts(members)).toBe(true);
    for (const value of [null, -1, 'x', [1, 2], { url: 5 }]) expect(acceptsWith('unknown', value)).toBe(true);
  });

  test('needs its needed members and no other', () => {
    for (const key of Object.keys(members)) {
      const { [key]: _, ...rest } = members;
      expect([key, accepts(rest)]).toEqual([key, !needed.includes(key)]);
    }
  });

  test('is refused with a value of a wrong type', () => {
    for (const [key, value] of Object.entries(members)) {
      for (const other of [true, 1.5, 'x', [1], { a: 1 }]) {
        const same = typeof other === typeof value && Array.isArray(other) === Array.isArray(value);
        if (!same) expect([key, other, acceptsWith(key, other)]).toEqual([key, other, false]);
      }
    }
  });

  test('is refused with a number out of its range', () => {
    for (const [key, inside, outside] of RANGES.filter(([key]) => key in members)) {
      expect([key, inside.map((value) => acceptsWith(key, value))]).toEqual([key, inside.map(() => true)]);
      expect([key, outside.map((value) => acceptsWith(key, value))]).toEqual([key, outside.map(() => false)]);
    }
  });

  test('is refused with a text that is too long, empty or has a control character', () => {
    const limits = Object.entries({ url: 8192, version: 256, contentType: 128 });
    for (const [key, most] of limits.filter(([key]) => key in members)) {
      expect([most, most + 1].map((length) => acceptsWith(key, 'x'.repeat(length)))).toEqual([true, false]);
      expect(acceptsWith(key, '')).toBe(key === 'contentType');
      for (const text of ['a\0b', 'a\n', '\u001f', '\u007f', '\u0085', '\ud800']) {
        expect(acceptsWith(key, text)).toBe(false);
      }
      expect(acceptsWith(key, '\u{1F98A}')).toBe(true);
    }
  });

  test('is refused when it is cut off anywhere, or followed by anything', () => {
    const text = JSON.stringify(members.v === undefined ? { ...PICTURE, variants: [members] } : members);
    for (let length = 0; length < text.length; length += 1)
      expect(parseLocalRecord(text.slice(0, length))).toBeNull();
    for (const more of ['x', '}', ',', 'null', '\0']) expect(parseLocalRecord(text + more)).toBeNull();
  });
});

test.each([
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[{"v":1,"invalidatedAt":1}]'],
  ['says nothing', '{"v":1}'],
  ['only an offset', '{"v":1,"offset":5}'],
  ['only an empty list', '{"v":1,"variants":[]}'],
  ['not missing', '{"v":1,"missing":false}'],
  ['missing with a URL', '{"v":1,"missing":true,"fetchedAt":1,"url":"u"}'],
  ['an invalidation with the time of a picture', '{"v":1,"invalidatedAt":1,"fetchedAt":1}'],
  ['an invalidation with a URL', '{"v":1,"invalidatedAt":1,"url":"u"}'],
  ['others without a first', JSON.stringify({ v: 1, invalidatedAt: 1, variants: [OTHER] })],
  ['a size twice', JSON.stringify({ ...PICTURE, variants: [{ ...OTHER, size: 128 }] })],
  ['missing beside a picture', JSON.stringify({ ...PICTURE, missing: true })],
  ['variants that are no list', JSON.stringify({ ...PICTURE, variants: { 0: OTHER } })],
  ['more than 64 KiB', `${JSON.stringify(PICTURE)}${' '.repeat(64 * 1024)}`],
])('%s is no record', (_name, text) => {
  expect(parseLocalRecord(text)).toBeNull();
});

test.each([
  ['SVG', 'data:image/svg+xml;base64,PHN2Zz4='],
  ['a script', 'data:text/html;base64,PHN2Zz4='],
  ['an address', 'https://elsewhere.example/x.webp'],
  ['plain text in it', 'data:image/webp,<x>'],
  ['no text', 5],
  ['one of 6001 characters', `${PREVIEW.slice(0, -2)}${'A'.repeat(6001 - PREVIEW.length + 2)}`],
])('a preview that is %s is left out, and the record stays', (_name, preview) => {
  expect(parseLocalRecord(JSON.stringify({ ...PICTURE, preview }))?.variants[0]?.preview).toBe('');
});
