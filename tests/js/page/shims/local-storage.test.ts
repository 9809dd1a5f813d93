import { expect, test } from 'vitest';
import { createLocalStorageShim } from '../../../../js/shims/local-storage.js';
import { localStorageContract } from '../../contracts/local-storage-contract.js';

localStorageContract('localStorage', () => localStorage);

test('the page’s storage is the default', () => {
  createLocalStorageShim().write('a-key', 'a value');
  expect(localStorage.getItem('a-key')).toBe('a value');
});

test('a page that may not use storage reads nothing and is refused every write', () => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin');
  document.body.append(frame);
  const inner = frame.contentWindow;
  if (inner === null) throw new Error('no frame');
  expect(createLocalStorageShim({ storage: () => inner.localStorage }).write('framed', 'x')).toBe(true);
  frame.remove();
  const shim = createLocalStorageShim({ storage: () => inner.localStorage });
  expect(shim.write('framed', 'y')).toBe(false);
  expect(shim.read('framed')).toBeNull();
  expect(shim.list('')).toEqual([]);
});
