import { Stop } from './stop.mjs';

const OLDEST = [20, 19];

/** True for 20.19 and newer. */
export function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

export function requireNode(version = process.versions.node) {
  if (!isSupportedNode(version))
    throw new Stop(`Node.js ${OLDEST.join('.')} or newer is needed; this is ${version}.`);
}
