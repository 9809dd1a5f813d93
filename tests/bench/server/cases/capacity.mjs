import { createServer, request } from 'node:http';
import { medianOf } from '../../lib/statistics.mjs';
import { nativeOutput, outputOf, startServer } from '../lib/programs.mjs';
import { pathOf, USERS, warm } from '../lib/world.mjs';
import { load } from '../lib/wrk.mjs';

const NEAR_RECORDS = 100_000;

/** Passes everything on to the gateway and counts it. The Host stays, because it is signed. */
async function countingGateway(endpoint) {
  let count = 0;
  const { hostname, port } = new URL(endpoint);
  const proxy = createServer((asked, answer) => {
    count += 1;
    const { method, url: path, headers } = asked;
    const passed = request({ hostname, port, method, path, headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    asked.pipe(passed);
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${proxy.address().port}`,
    count: () => count,
    stop: () => proxy.closeAllConnections() ?? proxy.close(),
  };
}

/** INFO itself is one of them. */
const commandsOf = async (redis) => Number(await redis.info('total_commands_processed'));

async function operations({ world, gateway, ask }) {
  const [commands, objects] = [await commandsOf(world.redis), gateway.count()];
  for (const userId of USERS) await ask(userId);
  const perLookup = (all) => all / USERS.length;
  return {
    redis: perLookup((await commandsOf(world.redis)) - commands - 1),
    s3: perLookup(gateway.count() - objects),
  };
}

/** What one lookup asks of Redis and of the object store, by where its URL is. */
async function countOperations(world, note) {
  const gateway = await countingGateway(world.ceph.endpoints[0]);
  const s3 = world.s3.map((flag) => (flag === world.ceph.endpoints.join(',') ? gateway.endpoint : flag));
  const server = await startServer([...s3, '--redis', world.redis.url, '--near-cache-entries', '0']);
  const ask = async (userId) => {
    const answer = await fetch(server.api + pathOf(userId));
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  await ask(USERS[0]);
  await world.redis.ask('FLUSHALL');
  note('ours', { from: 'the object store' }, await operations({ world, gateway, ask }));
  note('ours', { from: 'Redis' }, await operations({ world, gateway, ask }));
  await server.stop();
  const near = await startServer([...s3, '--redis', world.redis.url]);
  await warm(near);
  const askNear = async (userId) => (await fetch(near.api + pathOf(userId))).arrayBuffer();
  note('ours', { from: 'memory' }, await operations({ world, gateway, ask: askNear }));
  await near.stop();
  gateway.stop();
}

/** The other routes, for the table of requests a core can answer. */
async function measureImages({ world, note, rounds, seconds }) {
  const server = await startServer(world.onRedis);
  await warm(server);
  const url = `${server.api}/api/profile-pictures/${USERS[0]}/image?size=128`;
  for (let round = 0; round < rounds; round += 1)
    note('image', {}, await load(url, { seconds, connections: 32, pid: server.pid }));
  await server.stop();
}

/** What one URL takes in Redis and in the server's own memory, and how often one Redis answers. */
async function measureStorage({ redis }, note) {
  const keys = await redis.ask('KEYS', 'profile_pic_url:*:128');
  const sizes = await Promise.all(keys.map((key) => redis.ask('MEMORY', 'USAGE', key)));
  const near = Number(await nativeOutput('record_memory', [NEAR_RECORDS]));
  const gets = ['-p', String(redis.port), '-q', '--csv', '-t', 'get', '-n', '200000', '-d', '700'];
  const perSecond = Number(/"GET","([\d.]+)"/.exec(await outputOf('redis-benchmark', gets))[1]);
  note(
    'ours',
    { of: 'storage' },
    { redisBytes: medianOf(sizes), nearBytes: near, redisPerSecond: perSecond },
  );
}

export async function run(options) {
  await countOperations(options.world, options.note);
  await measureStorage(options.world, options.note);
  await measureImages(options);
}
