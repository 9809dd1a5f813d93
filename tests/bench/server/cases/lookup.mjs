import { answerOf } from '../lib/keep-alive.mjs';
import { startBareBeast, startFastApi, startServer } from '../lib/programs.mjs';
import { pathOf, USERS, warm } from '../lib/world.mjs';
import { load } from '../lib/wrk.mjs';

const CONNECTIONS = 32;
const PATH = pathOf(USERS[0]);

async function startContenders(world) {
  const { redis, ceph, bucket } = world;
  const ours = await startServer(world.onRedis);
  const quiet = await startServer([...world.onRedis, '--log-level', 'warning']);
  const inRedis = await startServer([...world.onRedis, '--near-cache-entries', '0']);
  const { accessKey, secretKey } = ceph;
  const store = { s3: ceph.endpoints[0], bucket, accessKey, secretKey };
  const fastApi = await startFastApi({ redis: redis.url, ...store });
  for (const server of [ours, quiet, inRedis]) await warm(server);
  const bare = await startBareBeast(await answerOf(ours, PATH));
  return { ours, quiet, inRedis, bare, fastApi };
}

/** A cached lookup, one event loop on one core, 32 connections; the contenders take turns. */
export async function run({ world, note, rounds, seconds }) {
  const contenders = await startContenders(world);
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, { api, pid }] of Object.entries(contenders)) {
      note(contender, {}, await load(api + PATH, { seconds, connections: CONNECTIONS, pid }));
    }
  }
  for (const contender of Object.values(contenders)) await contender.stop();
}
