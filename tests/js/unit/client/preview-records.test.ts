import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalVariant, parseLocalRecord, writeLocalRecord } from '../../../../js/client/local-record.js';
import { createLocalStoragePort, type LocalRecords } from '../../../../js/client/local-storage-port.js';
import { Previews } from '../../../../js/client/previews.js';
import type { Variant } from '../../../../js/shared/variants.js';
import { createLocalStorageShim } from '../../../../js/shims/local-storage.js';
import { MemoryStorage } from '../../doubles/memory-storage.js';

const URL = 'data:image/webp;base64,UklGRg==';
const now = (): number => 1000;

function variant(size: Variant, version: string, preview = URL): LocalVariant {
  return { size, version, preview, url: 'u', fetchedAt: 1000, expiresAt: 2000, bytes: 7, contentType: '' };
}

let previews: Previews;
const shown = (userId: string): (string | undefined)[] =>
  [64, 128].map((size) => previews.of(userId, size, now)?.version);

beforeEach(() => {
  previews = new Previews();
});

describe('the previews of a page', () => {
  test('are those of records that were read to be shown', () => {
    previews.noteRead('ada', [variant(64, 'v1')]);
    expect(shown('ada')).toEqual([undefined, undefined]);
    previews.listen(() => previews.noteRead('ada', [variant(64, 'v1'), variant(128, 'v1', '')]));
    expect(shown('ada')).toEqual(['v1', undefined]);
    previews.noteRead('ada', []);
    expect(shown('ada')).toEqual(['v1', undefined]);
    previews.listen(() => previews.noteRead('ada', []));
    expect(shown('ada')).toEqual([undefined, undefined]);
  });

  test('end with the size or the user that they are of', () => {
    const read = (): void =>
      previews.listen(() => previews.noteRead('ada', [variant(64, 'v1'), variant(128, 'v1')]));
    read();
    previews.drop('ada', 128);
    expect(shown('ada')).toEqual(['v1', undefined]);
    previews.dropUser('bob');
    expect(shown('ada')).toEqual(['v1', undefined]);
    previews.dropUser('ada');
    expect(shown('ada')).toEqual([undefined, undefined]);
  });
});

describe('the records of localStorage', () => {
  let storage: MemoryStorage;
  let records: LocalRecords;
  const KEY = 'profile_pic@me:ada';

  beforeEach(() => {
    storage = new MemoryStorage();
    records = createLocalStoragePort(createLocalStorageShim({ storage: () => storage }), 'me', previews);
    const record = { variants: [variant(64, 'v1')], missingSince: null, invalidatedAt: null, offset: null };
    storage.setItem(KEY, writeLocalRecord(record));
    previews.listen(() => records.read('ada'));
  });

  const fields = (version: string): (number | string)[] => [
    Number.NaN,
    Number.NaN,
    Number.NaN,
    ...[64, 'u', version, 1000, 2000, 7, ''],
  ];

  test('of another version have no preview; what this page shows stays until there is something new', () => {
    expect(shown('ada')).toEqual(['v1', undefined]);
    records.write('ada', fields('v1'));
    expect(shown('ada')).toEqual(['v1', undefined]);
    expect(storage.getItem(KEY)).toContain(URL);
    records.write('ada', fields('v2'));
    expect(shown('ada')).toEqual(['v1', undefined]);
    expect(storage.getItem(KEY)).not.toContain(URL);
  });

  test('that say that there is no picture end what is shown', () => {
    records.write('ada', [1000, Number.NaN, Number.NaN]);
    expect(shown('ada')).toEqual([undefined, undefined]);
  });

  test('that are removed are shown no more', () => {
    records.remove('ada');
    expect(shown('ada')).toEqual([undefined, undefined]);
    expect(storage.length).toBe(0);
  });

  test('are listed by user, and keys of other accounts are not', () => {
    storage.setItem('profile_pic:ada', 'x');
    storage.setItem('theme', 'dark');
    const bytes = 2 * (KEY.length + (storage.getItem(KEY)?.length ?? 0));
    expect(records.list()).toEqual(['ada', bytes]);
  });

  test('take a preview for their version only, and tell how much it adds', () => {
    records.write('ada', fields('v2'));
    const before = storage.getItem(KEY)?.length ?? 0;
    const room = { reserve: vi.fn(() => true), release: vi.fn() };
    expect(records.addPreview('ada', { size: 64, version: 'v1', url: URL }, room)).toBe(false);
    expect(records.addPreview('eve', { size: 64, version: 'v2', url: URL }, room)).toBe(false);
    expect(records.wantsPreview('ada', 64, 'v2')).toBe(true);
    expect(records.addPreview('ada', { size: 64, version: 'v2', url: URL }, room)).toBe(true);
    expect(records.wantsPreview('ada', 64, 'v2')).toBe(false);
    const added = 2 * ((storage.getItem(KEY)?.length ?? 0) - before);
    expect(room.reserve.mock.calls).toEqual([[added]]);
    expect(room.release).not.toHaveBeenCalled();
    expect(parseLocalRecord(storage.getItem(KEY) ?? '')?.variants[0]?.preview).toBe(URL);
  });

  test('give the room of a preview back that the storage refused', () => {
    records.write('ada', fields('v2'));
    const full = createLocalStorageShim({ storage: () => storage });
    const refusing = createLocalStoragePort({ ...full, write: () => false }, 'me', previews);
    const room = { reserve: vi.fn((_bytes: number) => true), release: vi.fn() };
    expect(refusing.addPreview('ada', { size: 64, version: 'v2', url: URL }, room)).toBe(false);
    expect(room.release.mock.calls).toEqual(room.reserve.mock.calls);
  });
});
