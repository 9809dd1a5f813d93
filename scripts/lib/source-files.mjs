import { readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { capture } from './run.mjs';

/** The files that git knows or would add, below `folders`, whose names match. */
export async function sourceFiles(folders, pattern) {
  const { stdout } = await capture('git', [
    'ls-files',
    '-co',
    '--exclude-standard',
    '--deduplicate',
    '--',
    ...folders,
  ]);
  const { stdout: deleted } = await capture('git', ['ls-files', '-d', '--', ...folders]);
  const gone = new Set(deleted.split('\n'));
  return stdout.split('\n').filter((path) => path !== '' && pattern.test(path) && !gone.has(path));
}

export async function readSources(folders, pattern) {
  const paths = await sourceFiles(folders, pattern);
  return paths.map((path) => ({ path, text: readFileSync(at(path), 'utf8') }));
}
