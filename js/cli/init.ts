import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What the program reads and where it writes. */
export interface Host {
  /** The ready service worker of this package. */
  worker: URL;
  say(line: string): void;
  complain(line: string): void;
}

/** A reason to stop, in one sentence for the user. */
class Refusal extends Error {}

export const HELP = `Usage: profile-picture-cache init <folder> [--force]

Copies the service worker of profile-picture-cache into <folder>, as sw.js. Name the folder whose files your
site serves from its root, for example public/. The folder is created if it is not there.

  --force   replace an sw.js that is another file
  --help    print this`;

interface Arguments {
  folder: string;
  force: boolean;
}

function parse(args: readonly string[]): Arguments {
  const [command, ...rest] = args;
  if (command === undefined) throw new Refusal('Say what to do: profile-picture-cache init public/');
  if (command !== 'init') throw new Refusal(`'${command}' is not a command; there is only 'init'.`);
  const unknown = rest.find((argument) => argument.startsWith('-') && argument !== '--force');
  if (unknown !== undefined) throw new Refusal(`'${unknown}' is not an option; see --help.`);
  const [folder, ...more] = rest.filter((argument) => argument !== '--force');
  if (folder === undefined) throw new Refusal('Name the folder: profile-picture-cache init public/');
  if (more.length > 0) throw new Refusal(`Name one folder only; '${more[0]}' is one too many.`);
  return { folder, force: rest.includes('--force') };
}

/** The nearest folder above a path that is there already. */
function existingAncestor(path: string): string {
  return existsSync(path) ? path : existingAncestor(dirname(path));
}

/** Says why the folder cannot be used before anything is created. */
function assertWritable(folder: string): void {
  const existing = existingAncestor(resolve(folder));
  if (!statSync(existing).isDirectory()) throw new Refusal(`'${existing}' is a file, not a folder.`);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    throw new Refusal(`You may not write into '${existing}': change its permissions or name another folder.`);
  }
}

function readWorker(worker: URL): string {
  try {
    return readFileSync(worker, 'utf8');
  } catch {
    throw new Refusal('The package is incomplete, its dist/worker/sw.js is missing: install it again.');
  }
}

function init({ folder, force }: Arguments, host: Host): void {
  const source = readWorker(host.worker);
  assertWritable(folder);
  const target = join(folder, 'sw.js');
  const present = existsSync(target) ? readFileSync(target, 'utf8') : null;
  if (present === source) {
    host.say(`${target} is up to date.`);
    return;
  }
  if (present !== null && !force) {
    throw new Refusal(
      `'${target}' is another file: add --force to replace it, or merge 'profile-picture-cache/sw' into it.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(target, source);
  host.say(`Wrote ${target} (${(source.length / 1000).toFixed(1)} kB).`);
  host.say("Now name its address: createPictureCache({ serviceWorker: '/sw.js' })");
}

/** Carries out the command line; returns the exit code. */
export function run(args: readonly string[], host: Host): number {
  if (args.includes('--help') || args.includes('-h')) {
    host.say(HELP);
    return 0;
  }
  try {
    init(parse(args), host);
    return 0;
  } catch (error) {
    host.complain(`profile-picture-cache: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
