import { expect, test } from 'vitest';
import { createLocalStorageShim } from '../../../../js/shims/local-storage.js';
import { localStorageContract } from '../../contracts/local-storage-contract.js';
import { MemoryStorage } from '../../doubles/memory-storage.js';

const memory = new MemoryStorage();
localStorageContract('the double in memory', () => memory);

const blocked = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

test.each([
  ['there is no storage', () => null],
  ['already reading the property throws', blocked],
  [
    'every method throws',
    () => ({ getItem: blocked, setItem: blocked, removeItem: blocked, key: blocked, length: 1 }),
  ],
])('when %s, nothing is read and every write is refused', (_, storage) => {
  const shim = createLocalStorageShim({ storage: storage as () => Storage | null });
  expect(shim.read('a')).toBeNull();
  expect(shim.write('a', 'b')).toBe(false);
  expect(shim.list('')).toEqual([]);
  shim.remove('a');
});

test('a storage that is blocked for a while is used again afterwards', () => {
  let isBlocked = true;
  const shim = createLocalStorageShim({ storage: () => (isBlocked ? blocked() : memory) });
  expect(shim.write('a', 'b')).toBe(false);
  isBlocked = false;
  expect(shim.write('a', 'b')).toBe(true);
});

test('without a page there is no storage', () => {
  expect(typeof window).toBe('undefined');
  expect(createLocalStorageShim().read('a')).toBeNull();
});
