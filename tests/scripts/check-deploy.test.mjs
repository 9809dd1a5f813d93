import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { DEPLOY_FILES, deployFaults } from '../../scripts/lib/deploy/files.mjs';
import { at } from '../../scripts/lib/paths.mjs';

const textOf = (name) => readFileSync(at('cpp/server/deploy', name), 'utf8');

for (const name of DEPLOY_FILES) {
  test(`${name} is as its reader wants it`, async () =>
    assert.deepEqual(await deployFaults(name, textOf(name)), []));
}

const DAMAGED = [
  ['Dockerfile', 'USER 10001', 'USR 10001', /Unknown instruction: USR/],
  ['Dockerfile', 'libhiredis0.14', 'libhiredis0.15', /no package libhiredis0\.15/],
  ['Dockerfile', 'PPC_PORT', 'PPC_PORTS', /no setting PPC_PORTS/],
  ['compose.yaml', 'depends_on', 'depend_on', /depend_on/],
  ['compose.yaml', 'PPC_REDIS:', 'PPC_REDDIS:', /no setting PPC_REDDIS/],
  ['compose.yaml', 'PPC_INIT_BUCKET: "true"', 'PPC_INIT_BUCKET: "perhaps"', /PPC_INIT_BUCKET takes/],
  ['kubernetes.yaml', 'PPC_AUTH: jwt', 'PPC_AUTH: off', /auth/],
  ['kubernetes.yaml', 'replicas: 3', 'replicas: three', /replicas must be integer/],
  ['kubernetes.yaml', 'readinessProbe:', 'readyProbe:', /readyProbe/],
  ['kubernetes.yaml', 'kind: Service', 'kind: Servise', /Servise/],
  ['ppc-server.service', 'DynamicUser=', 'DynamikUser=', /Unknown key 'DynamikUser'/],
  ['ppc-server.service', '--check-config', '--chek-config', /no setting --chek-config/],
  ['nginx.conf', 'proxy_cache_lock on;', 'proxy_cache_lock on', /nginx/],
  ['nginx.conf', 'keepalive 64;', 'keepalives 64;', /keepalives/],
];

for (const [name, right, wrong, says] of DAMAGED) {
  test(`${name} with "${wrong}" is refused`, async () => {
    assert.ok(textOf(name).includes(right));
    const faults = await deployFaults(name, textOf(name).replace(right, wrong));
    assert.match(faults.join('\n'), says);
  });
}
