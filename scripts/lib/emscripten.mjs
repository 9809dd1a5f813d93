import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { capture } from './run.mjs';

const OLDEST = [3, 1, 6];
const DEBIAN_ROOT = '/usr/share/emscripten/';

/** The version in the first line of `emcc --version`, as numbers; null when there is none. */
export function parseVersion(text) {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text.split('\n')[0] ?? '');
  return found === null ? null : found.slice(1).map(Number);
}

export function isSupportedVersion(version) {
  for (const [index, part] of OLDEST.entries()) {
    if (version[index] !== part) return version[index] > part;
  }
  return true;
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders, '/usr/bin'].map((folder) => join(folder, 'emcc')).filter((path) => existsSync(path));
}

/** Debian's tools look for their JavaScript libraries only where Debian's own Node.js does. */
function environmentOf(emcc) {
  if (!realpathSync(emcc).startsWith(DEBIAN_ROOT)) return {};
  return { NODE_PATH: [process.env.NODE_PATH, '/usr/share/nodejs'].filter(Boolean).join(delimiter) };
}

/** The first Emscripten on PATH that is new enough: { emcmake, version, env }; null when there is none. */
export async function findEmscripten() {
  for (const emcc of onPath()) {
    const env = environmentOf(emcc);
    const { stdout } = await capture(emcc, ['--version'], { env });
    const version = parseVersion(stdout);
    if (version !== null && isSupportedVersion(version)) {
      return { emcmake: join(dirname(emcc), 'emcmake'), version: version.join('.'), env };
    }
  }
  return null;
}
