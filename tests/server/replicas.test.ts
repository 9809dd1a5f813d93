import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Ceph } from './support/ceph.js';
import { Api, eventually } from './support/http.js';
import { metric, untilNear } from './support/metrics.js';
import { png } from './support/png.js';
import { Redis } from './support/redis.js';

let redis: Redis;
let ceph: Ceph;
let servers: RunningServer[];
let a: Api;
let b: Api;

beforeAll(async () => {
  [redis, ceph] = await Promise.all([Redis.start(), Ceph.start()]);
  const args = ['--redis', redis.url, ...ceph.flags];
  const first = await startServer({ args: [...args, '--init-bucket'] });
  servers = [first, await startServer({ args })];
  [a, b] = servers.map((server) => new Api(server.api)) as [Api, Api];
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all([redis.stop(), ceph.stop()]);
});

/** Until both answer from their own memory: what they hold then is what a drop must reach. */
async function untilBothNear(user: string): Promise<void> {
  for (const [i, api] of [a, b].entries()) await untilNear(servers[i]?.api as string, api.path(user));
}

describe('two replicas of the server', () => {
  it('share what one has signed', async () => {
    const { version } = await a.put('shared');
    const signings = () => metric(servers[1]?.api as string, 'ppc_signings_total');
    const url = (await a.get('shared')).url;
    const before = await signings();
    expect(await b.get('shared')).toMatchObject({ url, version });
    expect(await signings()).toBe(before);
  });

  it('show an upload at once where it was made, and within 100 ms elsewhere', async () => {
    await a.put('ada', png(0));
    await untilBothNear('ada');
    const delays: number[] = [];
    for (let edition = 1; edition <= 50; edition += 1) {
      const [writer, reader] = edition % 2 === 0 ? [a, b] : [b, a];
      const { version } = await writer.put('ada', png(edition));
      const answered = performance.now();
      expect((await writer.get('ada')).version).toBe(version);
      await eventually(async () => (await reader.get('ada')).version === version);
      delays.push(performance.now() - answered);
    }
    expect(Math.max(...delays)).toBeLessThan(100);
  });

  it('show a removal alike', async () => {
    await a.put('gone');
    await untilBothNear('gone');
    expect((await fetch(b.path('gone'), { method: 'DELETE' })).status).toBe(204);
    const answered = performance.now();
    expect((await fetch(b.path('gone'))).status).toBe(404);
    await eventually(async () => (await fetch(a.path('gone'))).status === 404);
    expect(performance.now() - answered).toBeLessThan(100);
  });
});
