import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));

/** Runs a program; resolves to { code, stdout, stderr } whether it fails or not. */
async function call(program, args, cwd) {
  try {
    return { code: 0, ...(await execute(program, args, { cwd })) };
  } catch ({ code, stdout, stderr }) {
    return { code, stdout, stderr };
  }
}

async function mustCall(program, args, cwd) {
  const result = await call(program, args, cwd);
  if (result.code !== 0)
    throw new Error(`${program} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result;
}

/** Packs the package; resolves to the tarball's path. */
export async function pack() {
  const folder = join(ROOT, 'build/pack-test');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await mustCall('npm', ['pack', '--silent', '--pack-destination', folder], ROOT);
  const [name] = await readdir(folder);
  return join(folder, name);
}

/**
 * An empty folder outside the checkout with the tarball and these packages ("react@19") installed by npm, and the files of
 * fixtures/ beside them.
 */
export async function createConsumer(tarball, packages) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'consumer-')));
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  const install = [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    tarball,
    ...packages,
  ];
  await mustCall('npm', install, folder);
  await cp(FIXTURES, folder, { recursive: true });
  return {
    folder,
    node: (...args) => call(process.execPath, args, folder),
    npx: (...args) => call('npx', ['--no-install', ...args], folder),
    remove: () => rm(folder, { recursive: true }),
  };
}
