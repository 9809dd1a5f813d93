import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, errorOf } from './support/http.js';
import { png } from './support/png.js';

const run = promisify(execFile);

let disk: string;
let server: RunningServer | undefined;
let api: Api;

/** Mounting is root's: anybody else needs sudo, as for Debian's packages. */
function runAsRoot(...command: string[]) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  return run(program as string, args);
}

/** A disk of half a megabyte. */
beforeEach(async () => {
  disk = await mkdtemp(join(tmpdir(), 'ppc-disk-'));
  const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`;
  await runAsRoot('mount', '-t', 'tmpfs', '-o', `size=512k,${owner}`, 'tmpfs', disk);
  server = await startServer({ data: join(disk, 'data') });
  api = new Api(server.api);
});

afterEach(async () => {
  await server?.stop();
  await runAsRoot('umount', disk);
  await rm(disk, { recursive: true, force: true });
});

async function fillDisk(): Promise<void> {
  const filler = join(disk, 'filler');
  for (let size = 512; size >= 1; size = Math.floor(size / 2)) {
    await writeFile(`${filler}-${size}`, Buffer.alloc(size * 1024)).catch(() => {});
  }
}

describe('a disk that is full', () => {
  it('refuses uploads, keeps serving the pictures that are there, and is well when it has room again', async () => {
    const { version, url } = await api.put('ada', png(1));
    await fillDisk();
    expect(await errorOf(await fetch(api.path('ada'), { method: 'PUT', body: png(2) }))).toBe(
      '503 unavailable',
    );
    expect((await fetch(api.path('bob'), { method: 'PUT', body: png(3) })).status).toBe(503);
    expect(await api.get('ada')).toMatchObject({ version });
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(api.path('bob'))).status).toBe(404);
    const left = await readdir(join(disk, 'data/objects'));
    expect(left.filter((name) => name.startsWith('.tmp-'))).toEqual([]);
    expect(server?.log()).toContain('No space left on device');

    for (const name of await readdir(disk)) if (name.startsWith('filler')) await rm(join(disk, name));
    const replaced = await api.put('ada', png(2));
    expect(replaced.version).not.toBe(version);
    expect((await api.get('ada')).version).toBe(replaced.version);
  });
});
