import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import test from 'node:test';
import { isSupportedVersion, parseVersion } from '../../scripts/lib/emscripten.mjs';
import { freePort } from '../../scripts/lib/free-port.mjs';
import { isSupportedNode } from '../../scripts/lib/node-version.mjs';
import { matches } from '../../scripts/lib/npm.mjs';

test('Node.js 20.19 and everything newer will do, 20.18 and older will not', () => {
  assert.deepEqual(['20.19.0', '20.20.2', '22.1.0'].map(isSupportedNode), [true, true, true]);
  assert.deepEqual(['20.18.3', '18.20.4', '12.22.12'].map(isSupportedNode), [false, false, false]);
});

test('the version stands in the first line of emcc --version', () => {
  assert.deepEqual(
    parseVersion('emcc (Emscripten gcc/clang-like replacement) 3.1.6 ()\nCopyright 2014'),
    [3, 1, 6],
  );
  assert.equal(parseVersion('emcc: not found'), null);
});

test('Emscripten 3.1.6 and everything newer will do, older ones will not', () => {
  assert.deepEqual(
    [
      [3, 1, 6],
      [3, 1, 10],
      [4, 0, 0],
      [3, 2, 0],
    ].map(isSupportedVersion),
    [true, true, true, true],
  );
  assert.deepEqual(
    [
      [3, 1, 5],
      [2, 0, 12],
      [3, 0, 9],
    ].map(isSupportedVersion),
    [false, false, false],
  );
});

const LOCKED = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' } };

test('node_modules matches the lock file when every package is there in its version', () => {
  assert.equal(matches(LOCKED, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } }), true);
});

test('another version, other contents or a missing package is no match', () => {
  assert.equal(matches(LOCKED, { 'node_modules/a': { version: '1.0.1', integrity: 'x' } }), false);
  assert.equal(matches(LOCKED, { 'node_modules/a': { version: '1.0.0', integrity: 'y' } }), false);
  assert.equal(matches(LOCKED, {}), false);
});

test('an optional package of another platform may be missing', () => {
  const locked = { 'node_modules/b': { version: '1.0.0', optional: true } };
  assert.equal(matches(locked, {}), true);
});

test('a port that is taken is passed over', async (t) => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address();
  assert.ok((await freePort(port)) > port);
});
