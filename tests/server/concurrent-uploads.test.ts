import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Ceph } from './support/ceph.js';
import { Api, eventually, type Picture, request } from './support/http.js';
import { png } from './support/png.js';
import { Redis } from './support/redis.js';

const SIZES = [64, 128, 256, 512];

const target = (user: string, size = 128) => `/api/profile-pictures/${user}?size=${size}`;

/** Each on a connection of its own, so that another event loop of the server may have it. */
const upload = async (server: RunningServer, user: string, edition: number): Promise<number> =>
  (await request(server.api, target(user), { method: 'PUT', body: png(edition) })).status;
const remove = async (server: RunningServer, user: string): Promise<number> =>
  (await request(server.api, target(user), { method: 'DELETE' })).status;

/** Of each size: what a lookup says, and what its URL then says; "404 none" when there is no picture. */
async function shown(server: RunningServer, user: string): Promise<string[]> {
  const answers = await Promise.all(SIZES.map((size) => request(server.api, target(user, size))));
  return Promise.all(
    answers.map(async ({ status, body }) => {
      if (status !== 200) return `${status} none`;
      const { url, version } = JSON.parse(body) as Picture;
      return `${(await fetch(url)).status} ${version}`;
    }),
  );
}

/** All sizes, on all servers, are of one picture that is there, or none is. */
async function isWhole(servers: readonly RunningServer[], user: string): Promise<boolean> {
  const all = (await Promise.all(servers.map((server) => shown(server, user)))).flat();
  return new Set(all).size === 1 && /^200 |^404 none$/.test(all[0] as string);
}

describe('one server with several event loops', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer({
      args: ['--threads', '4', '--url-cache-seconds', '0', '--log-level', 'warning'],
    });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  it('has a whole picture after an upload and a removal at the same moment, or none', async () => {
    for (let round = 0; round < 18; round += 1) {
      const user = `user${round}`;
      await upload(server, user, 1);
      const many = [0, 1, 2].flatMap(() => [upload(server, user, 1), remove(server, user)]);
      expect(new Set(await Promise.all(many))).toEqual(new Set([201, 204]));
      expect(await isWhole([server], user), `round ${round}`).toBe(true);
    }
  });

  it('has a whole picture after two uploads at the same moment, also when one is of the picture before', async () => {
    for (let round = 0; round < 18; round += 1) {
      const user = `again${round}`;
      for (const edition of [1, 2]) await upload(server, user, edition);
      const many = [3, 1, 2, 1].map((edition) => upload(server, user, edition));
      expect(await Promise.all(many)).toEqual([201, 201, 201, 201]);
      expect(await shown(server, user), `round ${round}`).toEqual(
        Array(4).fill(expect.stringMatching(/^200 /)),
      );
      expect(await isWhole([server], user), `round ${round}`).toBe(true);
    }
  });
});

describe('two servers on one bucket', () => {
  let redis: Redis;
  let ceph: Ceph;
  let servers: RunningServer[];

  beforeAll(async () => {
    [redis, ceph] = await Promise.all([Redis.start(), Ceph.start()]);
    const args = ['--redis', redis.url, ...ceph.flags, '--threads', '2', '--log-level', 'warning'];
    const first = await startServer({ args: [...args, '--init-bucket'] });
    servers = [first, await startServer({ args })];
  });
  afterAll(async () => {
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
    await Promise.all([redis.stop(), ceph.stop()]);
  });

  it('show the same whole picture after uploads and removals at the same moment on both, or none', async () => {
    const [a, b] = servers as [RunningServer, RunningServer];
    for (let round = 0; round < 8; round += 1) {
      const user = `user${round}`;
      for (const edition of [1, 2]) await upload(a, user, edition);
      const many = [upload(a, user, 1), upload(b, user, 3), upload(b, user, 1), upload(a, user, 2)];
      if (round % 2 === 1) many.push(remove(b, user));
      expect(new Set(await Promise.all(many))).toEqual(new Set(round % 2 === 1 ? [201, 204] : [201]));
      // A drop has 100 ms to reach the other server.
      await eventually(() => isWhole(servers, user), 2000);
      if (round % 2 === 0) expect((await new Api(a.api).get(user)).userId).toBe(user);
    }
  });
});
