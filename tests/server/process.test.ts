import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_PROGRAM, startServer } from './start-server.js';
import { Api, bytesOf, eventually, RawConnection } from './support/http.js';
import { png } from './support/png.js';

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ppc-process-'));
});

afterEach(() => rm(data, { recursive: true, force: true }));

/** Four sizes and their pointer. */
const FILES_OF_A_PICTURE = 5;
const SIZES = [64, 128, 256, 512];

const files = () => readdir(join(data, 'objects'));

describe('the start', () => {
  it('prints one line of JSON and nothing else on standard output', async () => {
    const server = await startServer({ data });
    expect(server.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.store).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.api).not.toBe(server.store);
    expect(await server.stop()).toBe(0);
  });

  it('with a wrong value stops with one clear sentence', async () => {
    const wrong: [string[], string][] = [
      [['--port', 'x'], "--port takes a whole number from 0 to 65535, not 'x'"],
      [
        ['--url-lifetime-seconds', '700000'],
        "--url-lifetime-seconds takes a whole number from 1 to 604800, not '700000'",
      ],
      [['--host', 'localhost'], "--host takes an IP address such as 127.0.0.1, not 'localhost'"],
      [['--nonsense', '1'], "there is no flag '--nonsense'; --help lists them"],
      [['--config', '/'], 'the file of --config: / is no regular file'],
      [
        ['--s3', 'http://127.0.0.1:1', '--credentials-file', '/tmp'],
        '--credentials-file: /tmp is no regular file',
      ],
    ];
    for (const [flags, sentence] of wrong) {
      const run = promisify(execFile)(SERVER_PROGRAM, ['--data', data, ...flags]);
      await expect(run).rejects.toMatchObject({ code: 2, stdout: '', stderr: `ppc_server: ${sentence}\n` });
    }
  });

  it('says whether the settings are right, and does not start', async () => {
    const check = (...flags: string[]) => promisify(execFile)(SERVER_PROGRAM, ['--check-config', ...flags]);
    expect((await check('--data', data)).stdout).toBe('the settings are right\n');
    await expect(check('--host', '0.0.0.0')).rejects.toMatchObject({ code: 2 });
    expect((await check('--data', join(data, 'not/yet'))).stdout).toBe('the settings are right\n');
    expect(await readdir(data)).toEqual([]);
    const file = join(data, 'config');
    await writeFile(file, 'redis = redis://127.0.0.1:1/0\nredis-comand-timeout-ms = 5\n');
    await expect(check('--config', file)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('redis-comand-timeout-ms'),
    });
  });

  it('looks into the files that the settings name, too', async () => {
    const jwt = ['--auth', 'jwt', '--jwt-issuer', 'i', '--jwt-audience', 'a'];
    const keySet = join(data, 'jwks.json');
    await writeFile(keySet, '{}');
    const wrong: [string[], string][] = [
      [[...jwt, '--jwt-key-file', '/none'], 'the key file /none cannot be read: No such file'],
      [[...jwt, '--jwks-file', keySet], `the key file ${keySet}`],
      [['--redis', 'rediss://h', '--redis-ca-file', '/none'], '--redis-ca-file: /none'],
      [
        ['--s3', 'https://h', '--access-key', 'a', '--secret-key', 's', '--s3-ca-file', '/none'],
        '--s3-ca-file',
      ],
      [['--s3', 'http://h', '--credentials-file', '/none'], '--credentials-file: /none cannot be read'],
      [['--data', '/proc/none'], 'cannot write into the folder /proc'],
      [['--data', join(keySet, 'in')], `cannot write into the folder ${keySet}: Not a directory`],
    ];
    for (const [flags, sentence] of wrong) {
      const run = promisify(execFile)(SERVER_PROGRAM, ['--check-config', ...flags]);
      await expect(run, sentence).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(sentence),
      });
    }
  });

  it('has the settings that the README tells', async () => {
    const { stdout } = await promisify(execFile)(SERVER_PROGRAM, ['--settings-table']);
    const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [, told] = /<!-- settings -->\n(.*?)<!-- \/settings -->/s.exec(readme) ?? [];
    expect(told).toBe(stdout);
  });

  it('makes a secret that only its owner can read, and keeps it', async () => {
    const first = await startServer({ data });
    const { url } = await new Api(first.api).put('ada');
    await first.stop();
    const path = join(data, 'secret');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const secret = await readFile(path, 'utf8');
    expect(secret).toMatch(/^[A-Za-z0-9]{40}$/);

    const port = new URL(first.store).port;
    const second = await startServer({ data, args: ['--store-port', port] });
    expect((await fetch(url)).status).toBe(200);
    expect(await readFile(path, 'utf8')).toBe(secret);
    expect(second.log()).not.toContain(secret);
    await second.stop();
  });

  it('is refused on a folder or port that another server uses', async () => {
    const first = await startServer({ data });
    await expect(startServer({ data })).rejects.toThrow('another server uses the folder');
    await expect(startServer({ args: ['--port', new URL(first.api).port] })).rejects.toThrow(
      'cannot listen on 127.0.0.1',
    );
    await first.stop();
  });
});

describe('the limit of open files', () => {
  it('is raised as far as it may be', async () => {
    const server = await startServer({ data, under: ['prlimit', '--nofile=64:5000'] });
    expect(await readFile(`/proc/${server.pid}/limits`, 'utf8')).toMatch(/^Max open files +5000 +5000 /m);
    expect(server.log()).not.toContain('open files');
    await server.stop();
  });

  it('lowers the number of connections when they do not fit, and says so', async () => {
    const args = ['--threads', '1', '--max-connections', '1000'];
    const server = await startServer({ data, args, under: ['prlimit', '--nofile=200:200'] });
    await eventually(async () => server.log() !== '');
    expect(server.log()).toContain(
      'this process may have 200 open files: --max-connections is 100 instead of 1000',
    );
    const held = Array.from({ length: 101 }, () => new RawConnection(server.api));
    for (const connection of held) {
      connection.write('GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n');
      await connection.status();
    }
    expect(await held.at(-1)?.status()).toBe(503);
    for (const connection of held) connection.destroy();
    await server.stop();
  });
});

describe('the end', () => {
  it('waits for an upload that has begun', async () => {
    const server = await startServer({ data });
    const connection = new RawConnection(server.api);
    connection.write(
      'PUT /api/profile-pictures/last HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n',
    );
    await connection.received((text) => text.includes('100 Continue'));
    const idle = new RawConnection(server.api);
    idle.write('GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n');
    await idle.status();

    const ended = server.stop();
    await idle.closed();
    connection.write(png(9));
    expect(await connection.status()).toBe(201);
    expect(await ended).toBe(0);
    expect(await files()).toHaveLength(FILES_OF_A_PICTURE);
  });

  it('does not wait for ever for an upload that does not go on', async () => {
    const server = await startServer({ data, args: ['--grace-seconds', '1'] });
    const connection = new RawConnection(server.api);
    connection.write(
      'PUT /api/profile-pictures/last HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n',
    );
    await connection.received((text) => text.includes('100 Continue'));
    const begun = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(900);
    expect(performance.now() - begun).toBeLessThan(5000);
    await connection.closed();
  });

  it('closes the ports at once', async () => {
    const server = await startServer({ data });
    await server.stop();
    await expect(fetch(`${server.api}/healthz`)).rejects.toThrow();
  });

  it('by kill -9 in the middle of uploads leaves whole pictures only, the same one in every size', async () => {
    const userIds = Array.from({ length: 8 }, (_, user) => `user ${user}`);
    for (let round = 0; round < 5; round += 1) {
      const server = await startServer({ data });
      const api = new Api(server.api);
      let uploaded = 0;
      const uploads = userIds.map(async (userId) => {
        for (let edition = 1 + round; ; edition += 1) {
          await api.put(userId, png(edition, 300_000));
          uploaded += 1;
        }
      });
      const settled = Promise.allSettled(uploads);
      await eventually(async () => (await files()).length > 0 && uploaded >= 8 + 3 * round);
      await server.stop('SIGKILL');
      await settled;

      const restarted = await startServer({ data });
      expect((await files()).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
      const after = new Api(restarted.api);
      const { pictures } = await after.batch({ userIds });
      expect(pictures.length).toBeGreaterThanOrEqual(1);
      for (const picture of pictures) {
        const bytes = await bytesOf(picture);
        expect(bytes).toHaveLength(picture.bytes);
        expect(bytes.readUInt32LE(4) + 8).toBe(bytes.length);
        // A picture this small is the same in every size: editions that were mixed would show.
        for (const size of SIZES) {
          const other = await after.get(picture.userId, `?size=${size}`);
          expect(other.version).toBe(picture.version);
          expect(await bytesOf(other)).toEqual(bytes);
        }
      }
      await restarted.stop();
    }
  });

  it('by kill -9 before an upload is whole leaves the old picture', async () => {
    const server = await startServer({ data });
    const old = await new Api(server.api).put('ada', png(1));
    const connection = new RawConnection(server.api);
    connection.write(
      'PUT /api/profile-pictures/ada HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n',
    );
    await connection.received((text) => text.includes('100 Continue'));
    connection.write(png(2).subarray(0, 150));
    await server.stop('SIGKILL');
    const restarted = await startServer({ data });
    expect((await new Api(restarted.api).get('ada')).version).toBe(old.version);
    await restarted.stop();
  });

  it('leaves pictures that a new server serves', async () => {
    const first = await startServer({ data });
    const { version } = await new Api(first.api).put('ada');
    await first.stop();
    await writeFile(join(data, 'objects', '.tmp-1-1'), 'half');
    const second = await startServer({ data });
    expect((await new Api(second.api).get('ada')).version).toBe(version);
    expect(await files()).toHaveLength(FILES_OF_A_PICTURE);
    await second.stop();
  });
});
