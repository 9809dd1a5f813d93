import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { at } from '../paths.mjs';
import { capture } from '../run.mjs';
import { inFolder } from './folder.mjs';

const PROGRAM = at('build/release/cpp/server/ppc_server');

/** Flags that are no settings. */
const COMMANDS = ['--config', '--check-config', '--help', '--settings-table'];
/** Of CMake, not of the server. */
const NOT_THE_SERVERS = ['PPC_TESTS'];

/** Every flag that the server knows, and its variable. */
async function knownSettings() {
  const { stdout } = await capture(PROGRAM, ['--settings-table']);
  const flags = [...stdout.matchAll(/^\| `(--[a-z0-9-]+)`/gm)].map(([, flag]) => flag);
  const variables = flags.map((flag) => `PPC_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`);
  return new Set([...flags, ...variables, ...COMMANDS, ...NOT_THE_SERVERS]);
}

/** Settings of the server that a file names and the server does not have. */
export async function nameFaults(text) {
  const known = await knownSettings();
  const variables = [...text.matchAll(/PPC_[A-Z0-9_]+(?==|:)/g)].map(([name]) => name);
  const flags = [...text.matchAll(/ppc_server [^\n`]*/g)].flatMap(([line]) => line.match(/--[a-z-]+/g) ?? []);
  const unknown = [...variables, ...flags].filter((name) => !known.has(name));
  return unknown.map((name) => `the server has no setting ${name}`);
}

function keySet() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }],
  });
}

/** What the server itself has against the variables it would be given. The files that they name exist only where it will run. */
export function valueFaults(variables) {
  return inFolder(async (folder) => {
    const given = Object.entries(variables).map(([name, value]) => {
      if (!name.endsWith('_FILE')) return [name, value];
      const file = join(folder, name);
      writeFileSync(file, name === 'PPC_JWKS_FILE' ? keySet() : 'a key of at least thirty-two characters');
      return [name, file];
    });
    const { code, stderr } = await capture(PROGRAM, ['--check-config'], { env: Object.fromEntries(given) });
    return code === 0 ? [] : [stderr.trim()];
  });
}

/** The server's variables in what `docker-compose config` prints. */
export const composeVariables = (text) => parse(text).services.server.environment;

/** Those of a manifest; what comes from its Secret has some value. */
export function kubernetesVariables(text) {
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap');
  const [{ env }] = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers;
  return { ...data, ...Object.fromEntries(env.map(({ name }) => [name, 'of-the-secret'])) };
}
