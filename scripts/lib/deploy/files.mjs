import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { at } from '../paths.mjs';
import { capture } from '../run.mjs';
import { inFolder } from './folder.mjs';
import { kubernetesFaults } from './kubernetes.mjs';
import { localNginxConf } from './nginx-conf.mjs';
import { composeVariables, kubernetesVariables, nameFaults, valueFaults } from './settings.mjs';

const spoken = ({ code, stdout, stderr }) => (code === 0 ? [] : [`${stdout}${stderr}`.trim()]);

/** Packages that `apt-get install` names. */
function packagesOf(text) {
  const whole = text.replaceAll('\\\n', ' ');
  const lists = [...whole.matchAll(/apt-get install ([^&\n]*)/g)].map(([, list]) => list.trim().split(/\s+/));
  return lists.flat().filter((word) => !word.startsWith('-'));
}

async function dockerfileFaults(text) {
  const faults = validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
  const packages = packagesOf(text);
  // Once for all: each call reads the whole index.
  const { stdout } = await capture('apt-cache', ['show', '--no-all-versions', ...packages]);
  const known = new Set([...stdout.matchAll(/^Package: (\S+)$/gm)].map(([, name]) => name));
  for (const name of packages) if (!known.has(name)) faults.push(`Debian has no package ${name}`);
  return faults;
}

/** The program need not be where the unit has it, so another one stands for it. */
function unitFaults(text) {
  return inFolder(async (folder) => {
    const file = join(folder, 'ppc-server.service');
    writeFileSync(file, text.replaceAll('/usr/local/bin/ppc_server', '/bin/true'));
    const { stdout, stderr } = await capture('systemd-analyze', ['verify', '--man=no', file]);
    return `${stdout}${stderr}`.split('\n').filter((line) => line.includes('ppc-server.service'));
  });
}

function composeFaults(text) {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'compose.yaml'), text);
    const example = readFileSync(at('cpp/server/deploy/env.example'), 'utf8');
    writeFileSync(
      join(folder, '.env'),
      example.replace(/^STORE_SECRET_KEY=$/m, 'STORE_SECRET_KEY=for-the-check'),
    );
    const read = await capture('docker-compose', ['-f', 'compose.yaml', 'config'], { cwd: folder });
    return read.code === 0 ? valueFaults(composeVariables(read.stdout)) : spoken(read);
  });
}

async function manifestFaults(text) {
  const faults = await kubernetesFaults(text);
  return faults.length > 0 ? faults : valueFaults(kubernetesVariables(text));
}

function nginxFaults(text) {
  return inFolder(async (folder) => {
    const servers = ['127.0.0.1:8787', '127.0.0.1:8797'];
    const conf = join(folder, 'nginx.conf');
    mkdirSync(join(folder, 'images'));
    writeFileSync(conf, localNginxConf(text, { folder, listen: '127.0.0.1:8080', servers }));
    return spoken(await capture('/usr/sbin/nginx', ['-t', '-q', '-e', 'stderr', '-c', conf]));
  });
}

const BY_NAME = {
  Dockerfile: dockerfileFaults,
  'compose.yaml': composeFaults,
  'kubernetes.yaml': manifestFaults,
  'ppc-server.service': unitFaults,
  'nginx.conf': nginxFaults,
};

export const DEPLOY_FILES = Object.keys(BY_NAME);

/** What the program that reads a deployment file, or the server whose settings are in it, has against it. */
export async function deployFaults(name, text) {
  const faults = [...(await BY_NAME[name](text)), ...(await nameFaults(text))];
  return faults.map((fault) => `cpp/server/deploy/${name}: ${fault}`);
}
