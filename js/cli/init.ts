import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../console/figures.js';

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

/** What the operating system's refusal means for the user. */
function explain(error: unknown, target: string): Refusal {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return new Refusal(`You may not write '${target}': change the folder's permissions or name another one.`);
  }
  if (['ENOTDIR', 'EEXIST', 'EISDIR'].includes(code)) {
    return new Refusal(
      `'${target}' cannot be written, because a part of its path is a file: name another folder.`,
    );
  }
  return new Refusal(`'${target}' cannot be written: ${message}.`);
}

function write(folder: string, target: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(target, text);
  } catch (error) {
    throw explain(error, target);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function init({ folder, force }: Arguments, host: Host): void {
  const worker = readIfThere(fileURLToPath(host.worker));
  if (worker === null) {
    throw new Refusal('The package is incomplete, its dist/worker/sw.js is missing: install it again.');
  }
  const target = join(folder, 'sw.js');
  const present = readIfThere(target);
  if (present === worker) {
    host.say(`${target} is up to date.`);
    return;
  }
  if (present !== null && !force) {
    throw new Refusal(
      `'${target}' is another file: add --force to replace it, or merge 'profile-picture-cache/sw' into it.`,
    );
  }
  write(folder, target, worker);
  host.say(`Wrote ${target} (${formatBytes(worker.length)}).`);
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
