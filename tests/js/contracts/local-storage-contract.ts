import { beforeEach, describe, expect, test } from 'vitest';
import { createLocalStorageShim } from '../../../js/shims/local-storage.js';
import type { LocalStorageShim } from '../../../js/shims/types.js';
import { uniqueName } from '../support/world.js';

/** What L1 does over any `Storage`; `storage` holds 4 million UTF-16 units or more and less than 40 million. */
export function localStorageContract(name: string, storage: () => Storage): void {
  describe(`${name} keeps the contract of L1`, () => {
    let shim: LocalStorageShim;
    let prefix: string;

    beforeEach(() => {
      storage().clear();
      shim = createLocalStorageShim({ storage });
      prefix = `${uniqueName('test')}:`;
    });

    test('what was written is read', () => {
      expect(shim.write(`${prefix}ünï 😀`, '{"v":1,"é":"😀"}')).toBe(true);
      expect(shim.read(`${prefix}ünï 😀`)).toBe('{"v":1,"é":"😀"}');
    });

    test('an absent key reads null', () => {
      expect(shim.read(`${prefix}nobody`)).toBeNull();
    });

    test('an empty text is a text', () => {
      shim.write(prefix, '');
      expect(shim.read(prefix)).toBe('');
    });

    test('a removed key reads null, and removing it again is no failure', () => {
      shim.write(prefix, 'x');
      shim.remove(prefix);
      shim.remove(prefix);
      expect(shim.read(prefix)).toBeNull();
    });

    test.each(['__proto__', 'length', 'getItem', 'key'])('the key %j is a key like any other', (key) => {
      expect(shim.write(key, 'x')).toBe(true);
      expect(shim.read(key)).toBe('x');
      shim.remove(key);
      expect(shim.read(key)).toBeNull();
    });

    test('the list has the keys with the prefix, and two bytes for each unit of key and value', () => {
      shim.write(`${prefix}a`, '1234');
      shim.write(`${prefix}😀`, '');
      shim.write(`other-${prefix}`, 'x');
      const list = shim.list(prefix).sort((a, b) => b.bytes - a.bytes);
      expect(list).toEqual([
        { key: `${prefix}a`, bytes: 2 * (prefix.length + 1 + 4) },
        { key: `${prefix}😀`, bytes: 2 * (prefix.length + 2) },
      ]);
    });

    test('a write that does not fit is refused and changes nothing', () => {
      shim.write(prefix, 'before');
      expect(shim.write(prefix, 'x'.repeat(40_000_000))).toBe(false);
      expect(shim.read(prefix)).toBe('before');
    });
  });
}
