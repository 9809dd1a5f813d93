import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, eventually } from './support/http.js';
import { Load } from './support/load.js';
import { metric } from './support/metrics.js';
import { RedisSentinel } from './support/redis.js';

let redis: RedisSentinel;
let server: RunningServer;
let api: Api;

beforeAll(async () => {
  redis = await RedisSentinel.start();
  server = await startServer({ args: ['--redis', redis.url, '--near-cache-entries', '0'] });
  api = new Api(server.api);
});

afterAll(async () => {
  await server.stop();
  await redis.stop();
});

const hits = () => metric(server.api, 'ppc_url_cache_lookups_total{result="hit"}');

/** A promotion closes every connection of the promoted server, that of a question under way too. */
const isPromoted = async () => (await redis.replica.info('role').catch(() => 'unknown')) === 'master';

async function hasHit(): Promise<boolean> {
  const before = await hits();
  await api.get('ada');
  return (await hits()) > before;
}

describe('a master that sentinels watch', () => {
  it('is found, and its successor when it is killed: no request fails, and the hits come back', async () => {
    await api.put('ada');
    await eventually(hasHit);
    expect(await redis.master.ask('EXISTS', 'profile_pic_url:ada:128')).toBe(1);

    const load = new Load([api.path('ada')]);
    await eventually(async () => load.answered > 200);
    await redis.master.kill();
    await eventually(isPromoted, 60_000);
    const { version } = await api.put('ada');
    await eventually(hasHit, 60_000);
    await eventually(async () => (await redis.replica.ask('EXISTS', 'profile_pic_url:ada:128')) === 1);
    expect((await api.get('ada')).version).toBe(version);
    const { statuses, broken } = await load.stop();
    expect(broken).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
  });
});
