import { nativeOutput, startServer } from '../lib/programs.mjs';
import { pathOf, USERS, warm } from '../lib/world.mjs';
import { load } from '../lib/wrk.mjs';

const CONNECTIONS = 32;
const SHARE = 0.7;

/** What a cached lookup takes at 70 % of the load that the server can bear just before. */
export async function run({ world, note, rounds, seconds }) {
  const server = await startServer(world.onRedis);
  await warm(server);
  const path = pathOf(USERS[0]);
  for (let round = 0; round < rounds; round += 1) {
    const { perSecond } = await load(server.api + path, { seconds, connections: CONNECTIONS });
    const rate = Math.round(perSecond * SHARE);
    const text = await nativeOutput('steady_load', [server.port, path, rate, seconds, CONNECTIONS]);
    const { p50, p99, sent } = JSON.parse(text);
    const reached = sent / (0.9 * seconds * rate);
    note('ours', {}, { rate, reached, p50Us: p50, p99Us: p99, ratio: p99 / p50 });
  }
  await server.stop();
}
