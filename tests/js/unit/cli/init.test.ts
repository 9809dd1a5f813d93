import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../../js/cli/init.js';

let home: string;
let said: string[];
let complained: string[];

function call(...args: string[]): number {
  return run(args, {
    worker: pathToFileURL(join(home, 'package/sw.js')),
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
  });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'init-'));
  mkdirSync(join(home, 'package'));
  writeFileSync(join(home, 'package/sw.js'), '/* worker */');
  said = [];
  complained = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('the worker is copied into a folder that is created for it', () => {
  const folder = join(home, 'site/public');
  expect(call('init', folder)).toBe(0);
  expect(readFileSync(join(folder, 'sw.js'), 'utf8')).toBe('/* worker */');
  expect(said[0]).toBe(`Wrote ${join(folder, 'sw.js')} (12 B).`);
  expect(said[1]).toContain("serviceWorker: '/sw.js'");
});

test('a second time it is up to date', () => {
  call('init', home);
  expect(call('init', home)).toBe(0);
  expect(said.at(-1)).toBe(`${join(home, 'sw.js')} is up to date.`);
});

test('another sw.js is not overwritten, unless forced', () => {
  writeFileSync(join(home, 'sw.js'), '/* mine */');
  expect(call('init', home)).toBe(1);
  expect(readFileSync(join(home, 'sw.js'), 'utf8')).toBe('/* mine */');
  expect(complained[0]).toContain('add --force');
  expect(call('init', home, '--force')).toBe(0);
  expect(readFileSync(join(home, 'sw.js'), 'utf8')).toBe('/* worker */');
});

test.each([
  [[], 'Say what to do'],
  [['copy', 'public'], "'copy' is not a command"],
  [['init'], 'Name the folder'],
  [['init', 'a', 'b'], "'b' is one too many"],
  [['init', '--fast', 'a'], "'--fast' is not an option"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(call(...args)).toBe(1);
  expect(complained).toHaveLength(1);
  expect(complained[0]).toContain(`profile-picture-cache: `);
  expect(complained[0]).toContain(sentence);
});

test('a file in place of the folder is named', () => {
  writeFileSync(join(home, 'public'), '');
  expect(call('init', join(home, 'public/deep'))).toBe(1);
  expect(complained[0]).toContain('a part of its path is a file');
});

test('a package without its worker is reported, and nothing is created', () => {
  rmSync(join(home, 'package/sw.js'));
  expect(call('init', join(home, 'new'))).toBe(1);
  expect(complained[0]).toContain('install it again');
  expect(existsSync(join(home, 'new'))).toBe(false);
});

/** The superuser may write anywhere, so a test that runs as such steps down for a moment. */
function asOrdinaryUser<Result>(work: () => Result): Result {
  const superuser = process.getuid?.() === 0;
  if (superuser) process.seteuid?.('nobody');
  try {
    return work();
  } finally {
    if (superuser) process.seteuid?.(0);
  }
}

test('a folder without permission is named', () => {
  const folder = join(home, 'locked');
  mkdirSync(folder);
  chmodSync(home, 0o755);
  chmodSync(folder, 0o555);
  expect(asOrdinaryUser(() => call('init', folder))).toBe(1);
  expect(complained[0]).toContain(`You may not write '${join(folder, 'sw.js')}'`);
});

test('--help explains itself', () => {
  expect(call('--help')).toBe(0);
  expect(said[0]).toContain('profile-picture-cache init <folder>');
});
