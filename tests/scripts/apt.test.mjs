import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

const APT = new URL('../../scripts/lib/apt.mjs', import.meta.url).href;
const STOP = new URL('../../scripts/lib/stop.mjs', import.meta.url).href;

/** Runs requirePackages() as an ordinary user for whom `sudo` asks for a password; `installed` is what dpkg-query prints. */
async function requireAsUser(t, packages, { env = {}, installed = '' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'apt-'));
  t.after(() => rm(folder, { recursive: true }));
  const programs = { sudo: 'exit 1', 'dpkg-query': `printf '${installed}'` };
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const code = `process.getuid = () => 1000;
    process.env.PATH = ${JSON.stringify(folder)} + ':' + process.env.PATH;
    Object.defineProperty(process, 'execPath', { value: ${JSON.stringify(join(folder, 'node'))} });
    const { requirePackages } = await import(${JSON.stringify(APT)});
    const { main } = await import(${JSON.stringify(STOP)});
    await main(() => requirePackages(${JSON.stringify(packages)}));`;
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    execFile(process.execPath, ['--input-type=module', '-e', code], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test('without the rights to install it stops with one sentence that lists what is missing and nothing else', async (t) => {
  const installed = 'here-already installed\\ngone-by config-files\\n';
  const { code, stderr } = await requireAsUser(t, ['here-already', 'gone-by', 'never-there'], { installed });
  assert.equal(code, 1);
  assert.match(stderr.trim(), /^Install these first .*: gone-by never-there$/);
});

test('nothing is said or done when everything is installed', async (t) => {
  const { code, stdout, stderr } = await requireAsUser(t, ['here'], { installed: 'here installed\\n' });
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
});

test('PPC_SYSTEM_PACKAGES=installed skips the look-up', async (t) => {
  const { code } = await requireAsUser(t, ['never-there'], { env: { PPC_SYSTEM_PACKAGES: 'installed' } });
  assert.equal(code, 0);
});
