import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, root } from './paths.mjs';

const IGNORED = new Set(['node_modules', 'dist', 'build', '.git']);

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !IGNORED.has(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** One hash over the contents of these files and folders (relative to the checkout). */
export function fingerprint(inputs, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const input of inputs) {
    const found = existsSync(at(input)) ? filesBelow(at(input)) : [];
    for (const file of found) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * Does `work` unless it was done before with the same inputs and its outputs are still there. The fingerprint of the last
 * success is kept in build/stamps.
 */
export async function whenChanged({ name, inputs, outputs = [], salt }, work) {
  const file = at('build/stamps', name);
  const current = fingerprint(inputs, salt);
  const outputsExist = outputs.every((output) => existsSync(at(output)));
  if (outputsExist && existsSync(file) && readFileSync(file, 'utf8') === current) return false;
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, current);
  return true;
}
