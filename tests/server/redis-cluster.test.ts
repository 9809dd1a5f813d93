import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, eventually, type Picture } from './support/http.js';
import { Load } from './support/load.js';
import { metric, untilNear } from './support/metrics.js';
import { png } from './support/png.js';
import { type Redis, RedisCluster } from './support/redis.js';

const keyOf = (userId: string) => `profile_pic_url:${userId}:128`;
const users = Array.from({ length: 200 }, (_, i) => `user ${i}`);

let cluster: RedisCluster;
let server: RunningServer;
let api: Api;

beforeAll(async () => {
  cluster = await RedisCluster.start();
  server = await startServer({
    args: ['--redis', cluster.url, '--near-cache-entries', '0', '--threads', '1'],
  });
  api = new Api(server.api);
  for (const user of users) await api.put(user);
});

afterAll(async () => {
  await server.stop();
  await cluster.stop();
});

const misses = () => metric(server.api, 'ppc_url_cache_lookups_total{result="miss"}');
const reads = () => Promise.all(cluster.nodes.map((node) => node.info('total_reads_processed').then(Number)));

/** Whether a batch of all users is answered from the cache alone. */
async function allHit(): Promise<boolean> {
  const before = await misses();
  const { pictures } = await api.batch({ userIds: users });
  expect(pictures).toHaveLength(users.length);
  return (await misses()) === before;
}

describe('a Redis Cluster', () => {
  it('keeps the records of a batch on the nodes of their slots', async () => {
    await api.batch({ userIds: users });
    expect(await allHit()).toBe(true);
    for (const user of ['user 1', 'user 2', 'user 3', 'user 4'])
      expect(await cluster.ask(keyOf(user), 'EXISTS', keyOf(user))).toBe(1);
  });

  it('is asked once for each node and batch', async () => {
    expect(await allHit()).toBe(true);
    const before = await reads();
    for (let i = 0; i < 20; i += 1) await api.batch({ userIds: users.slice(0, 50) });
    const after = await reads();
    const perNode = after.map((count, i) => count - (before[i] ?? 0));
    // One read for each batch, one for each of our own questions, and what the nodes tell each other.
    expect(perNode.filter((count) => count >= 20)).toHaveLength(3);
    expect(Math.max(...perNode)).toBeLessThan(30);
  });

  it('is followed while a slot moves to another node', async () => {
    const user = 'user 7';
    const key = keyOf(user);
    expect(await allHit()).toBe(true);
    const from = await cluster.masterOf(key);
    const slot = String(await from.ask('CLUSTER', 'KEYSLOT', key));
    const masters = await Promise.all(users.map((each) => cluster.masterOf(keyOf(each))));
    const to = masters.find((node) => node !== from);
    if (!to) throw new Error('all users are on one node');
    // A minute after a drop its fence is gone.
    await from.ask('DEL', `{${key}}:dropped`);
    const [fromId, toId] = (await Promise.all(
      [from, to].map((node) => node.ask('CLUSTER', 'MYID')),
    )) as string[];
    await to.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId as string);
    await from.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId as string);
    const keys = (await from.ask('CLUSTER', 'GETKEYSINSLOT', slot, '100')) as string[];
    expect(keys).toContain(key);
    await from.ask('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys);
    // ASK: the old node still owns the slot, the new one has the keys.
    expect(await allHit()).toBe(true);
    for (const node of [to, from]) await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', toId as string);
    // MOVED.
    expect(await allHit()).toBe(true);
    expect(await allHit()).toBe(true);
  });

  it('drops a record everywhere before other servers hear of it', async () => {
    const owners = async (user: string) => {
      const nodes = [64, 128].map((size) => cluster.masterOf(`profile_pic_url:${user}:${size}`));
      return Promise.all(nodes);
    };
    let user = '';
    let slow: Redis | undefined;
    for (const each of users) {
      const [announcing, other] = await owners(each);
      user = each;
      slow = other;
      if (announcing !== other) break;
    }
    const other = await startServer({ args: ['--redis', cluster.url] });
    const reader = new Api(other.api);
    const seen = async () => {
      const answer = await fetch(reader.path(user));
      return answer.status === 200 ? ((await answer.json()) as Picture).version : '';
    };
    const old = (await api.get(user)).version;
    await untilNear(other.api, reader.path(user));
    expect(await seen()).toBe(old);

    // A node that takes longer than the command timeout is told again later: it has a second here, not 100 ms.
    await slow?.ask('CLIENT', 'PAUSE', '200', 'WRITE');
    let answered = Number.POSITIVE_INFINITY;
    const upload = api.put(user, png(2)).then(() => {
      answered = performance.now();
    });
    // It has a store of its own: what it answers it has from its memory or from Redis.
    const late: string[] = [];
    while (performance.now() < answered + 1500) {
      const begun = performance.now();
      const version = await seen();
      if (begun > answered + 1000) late.push(version);
    }
    await upload;
    await other.stop();
    expect(late.length).toBeGreaterThan(0);
    expect(late).not.toContain(old);
  });

  it('may lose a master in the middle of a load: no request fails, and the hits come back', async () => {
    await eventually(allHit);
    const load = new Load(users.map((user) => api.path(user)));
    await eventually(async () => load.answered > 500);
    const victim = await cluster.masterOf(keyOf('user 5'));
    await victim.kill();
    await eventually(async () => (await cluster.masterOf(keyOf('user 5'))) !== victim, 60_000);
    await eventually(allHit, 60_000);
    const { statuses, broken } = await load.stop();
    expect(broken).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
    await victim.startAgain();
  });
});
