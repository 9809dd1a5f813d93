import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { run } from './run.mjs';

export const npm = (args, options) => run('npm', args, options);

function packagesIn(file) {
  return existsSync(at(file)) ? JSON.parse(readFileSync(at(file), 'utf8')).packages : {};
}

/** True when what is installed is what the lock file wants; what is optional (other platforms) may be absent. */
export function matches(wanted, installed) {
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (found === undefined) return optional === true;
      return found.version === version && (integrity === undefined || found.integrity === integrity);
    });
}

/** Brings node_modules in line with package-lock.json; does nothing when it is. */
export async function requireNodeModules() {
  if (matches(packagesIn('package-lock.json'), packagesIn('node_modules/.package-lock.json'))) return;
  console.log('Installing the npm packages of package-lock.json');
  await npm(['ci', '--no-audit', '--no-fund']);
}
