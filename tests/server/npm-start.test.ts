import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Ceph } from './support/ceph.js';
import { Api } from './support/http.js';
import { freePort, Started } from './support/process.js';
import { Redis } from './support/redis.js';

const ROOT = resolve(import.meta.dirname, '../..');

let stopAll: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stopAll.reverse()) await stop();
  stopAll = [];
});

async function startParts(): Promise<{ redis: Redis; ceph: Ceph }> {
  const [redis, ceph] = await Promise.all([Redis.start(), Ceph.start()]);
  stopAll.push(
    () => redis.stop(),
    () => ceph.stop(),
  );
  return { redis, ceph };
}

/** `npm start` with these flags, until it says where the page is or ends. */
async function npmStart(ceph: Ceph, ...flags: string[]): Promise<{ demo: Started; page: string }> {
  const port = await freePort();
  const keys = { AWS_ACCESS_KEY_ID: ceph.accessKey, AWS_SECRET_ACCESS_KEY: ceph.secretKey };
  const args = [resolve(ROOT, 'scripts/start.mjs'), '--port', String(port), ...flags];
  const demo = new Started(process.execPath, args, { ...process.env, ...keys });
  stopAll.push(() => demo.stop());
  await demo.until(async () => demo.output.includes('Ctrl-C ends all') || !demo.alive).catch(() => {});
  return { demo, page: `http://127.0.0.1:${port}` };
}

describe('npm start on real parts', () => {
  it('runs the demo with its pictures in a bucket of its own and its URLs in Redis', async () => {
    const { redis, ceph } = await startParts();
    const [store] = ceph.endpoints as [string];
    const { demo, page } = await npmStart(ceph, '--redis', redis.url, '--s3', store);
    expect(demo.output).toContain(`Open ${page}/`);
    expect(await (await fetch(page)).text()).toContain('<script type="module"');
    const { url } = await new Api(page).get('mira.solberg');
    expect(url).toContain(`${store}/profile-pictures-demo/`);
    expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');
    expect(await redis.ask('EXISTS', 'profile_pic_url:mira.solberg:128')).toBe(1);
    await demo.stop('SIGINT');
    expect(demo.output).toContain('Uploaded');
    expect(demo.child.exitCode).toBe(0);
    expect(await isAnyRunning('ppc_server', store)).toBe(false);
  });

  it('makes no bucket that somebody named, and says what to do instead', async () => {
    const { redis, ceph } = await startParts();
    const [store] = ceph.endpoints as [string];
    const { demo } = await npmStart(ceph, '--redis', redis.url, '--s3', store, '--bucket', 'company');
    expect(demo.alive).toBe(false);
    expect(demo.output).toContain("there is no bucket 'company'");
    expect(demo.output).toContain('--init-bucket');
    expect(demo.child.exitCode).toBe(1);
  });
});

/** Whether a process is left whose command line has both. */
async function isAnyRunning(program: string, argument: string): Promise<boolean> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(program) && line.includes(argument)) return true;
  }
  return false;
}
