import { existsSync } from 'node:fs';
import { capture, run } from './run.mjs';
import { Stop } from './stop.mjs';

const ALREADY_THERE = process.env.PPC_SYSTEM_PACKAGES === 'installed';

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
const FORMAT = '${Package} ${db:Status-Status}\n';

async function missingOf(packages) {
  const { stdout } = await capture('dpkg-query', ['-W', '-f', FORMAT, ...packages]);
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/** How apt-get can be run here: the words before it, or null when it cannot. */
async function aptPrefix() {
  if (!existsSync('/usr/bin/apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  const { code } = await capture('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n'] : null;
}

async function aptGet(prefix, args) {
  const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
  await run(command, rest);
}

/**
 * Installs those of the Debian packages that are missing. Without apt or the rights for it, stops with a sentence that
 * lists them. PPC_SYSTEM_PACKAGES=installed says that they are there under other names, and skips all this.
 */
export async function requirePackages(packages) {
  if (ALREADY_THERE) return;
  const missing = existsSync('/usr/bin/dpkg-query') ? await missingOf(packages) : packages;
  if (missing.length === 0) return;
  const prefix = await aptPrefix();
  if (prefix === null) {
    throw new Stop(
      `Install these first (here are no rights to, or no apt; set PPC_SYSTEM_PACKAGES=installed when they have other names): ${missing.join(' ')}`,
    );
  }
  console.log(`Installing from Debian: ${missing.join(' ')}`);
  await aptGet(prefix, ['update']);
  await aptGet(prefix, ['install', '-y', '--no-install-recommends', ...missing]);
}
