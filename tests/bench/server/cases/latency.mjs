import { answerOf } from '../lib/keep-alive.mjs';
import { realParts } from '../lib/parts.mjs';
import { nativeOutput, startBareBeast, startServer } from '../lib/programs.mjs';
import { pathOf, put, USERS, warm } from '../lib/world.mjs';
import { load } from '../lib/wrk.mjs';

const SHARE = 0.7;
const FULL = 32;
const STEADY = 64;
const PATH = pathOf(USERS[0]);

/** How many connections that ask again at once load the server nearest to 70 %, and how much that is. */
async function connectionsFor(url, most) {
  const found = [];
  for (let connections = 1; connections <= 8; connections += 1) {
    const { perSecond } = await load(url, { seconds: 1, connections });
    found.push({ connections, distance: Math.abs(perSecond / most - SHARE) });
  }
  return found.sort((a, b) => a.distance - b.distance)[0].connections;
}

async function steady({ port }, rate) {
  const text = await nativeOutput('steady_load', [port, PATH, rate, 1, STEADY]);
  return JSON.parse(text);
}

/**
 * What a cached lookup takes at 70 % load, in rounds of a second, in two ways: so many connections of wrk that ask again at once, and a steady rate
 * whatever the server does. The second shows each stall of the machine many times over, so the bare server is put through it as well.
 */
export async function run({ note, rounds }) {
  const { Redis, png } = await realParts();
  const redis = await Redis.start();
  const server = await startServer(['--redis', redis.url]);
  await put(server, USERS[0], png(1));
  await warm(server, [USERS[0]]);
  const bare = await startBareBeast(await answerOf(server, PATH));
  const { perSecond: most } = await load(server.api + PATH, { seconds: 2, connections: FULL });
  const connections = await connectionsFor(server.api + PATH, most);
  for (let round = 0; round < 2 * rounds + 1; round += 1) {
    const { perSecond, p50Us, p99Us } = await load(server.api + PATH, { seconds: 1, connections });
    note('ours', {}, { share: perSecond / most, connections, p50Us, p99Us, ratio: p99Us / p50Us });
    for (const [name, at] of Object.entries({ ours: server, bare })) {
      const { p50, p99 } = await steady(at, Math.round(most * SHARE));
      note(name, { steady: true }, { share: SHARE, p50Us: p50, p99Us: p99, ratio: p99 / p50 });
    }
  }
  await bare.stop();
  await server.stop();
  await redis.stop();
}
