import { scratchFile, startServer } from '../lib/programs.mjs';
import { pathOf, USERS, warm } from '../lib/world.mjs';
import { load } from '../lib/wrk.mjs';

const COUNTED = 200;
const BODY = JSON.stringify({ userIds: USERS, size: 128 });

const script = () =>
  scratchFile(
    'batch.lua',
    `wrk.method = "POST"\nwrk.body = '${BODY}'\nwrk.headers["Content-Type"] = "application/json"\n`,
  );

/** How often each master has read from its clients so far: once for each round trip. */
async function readsOf(cluster) {
  const reads = new Map();
  for (const node of cluster.nodes) {
    if ((await node.info('role')) === 'master')
      reads.set(node.port, Number(await node.info('total_reads_processed')));
  }
  return reads;
}

async function roundTrips(cluster, url) {
  const before = await readsOf(cluster);
  for (let i = 0; i < COUNTED; i += 1) {
    const answer = await fetch(url, { method: 'POST', body: BODY });
    const { pictures } = await answer.json();
    if (pictures.length !== USERS.length) throw new Error(`a batch has ${pictures.length} pictures`);
  }
  const after = await readsOf(cluster);
  return Math.max(...[...after].map(([port, reads]) => (reads - before.get(port)) / COUNTED));
}

/** Fifty pictures whose URLs are all in Redis Cluster and nowhere nearer: in one batch, and one by one. */
export async function run({ world, note, rounds, seconds }) {
  const server = await startServer([...world.onCluster, '--near-cache-entries', '0']);
  await warm(server);
  const url = `${server.api}/api/profile-pictures/batch`;
  note('ours', {}, { roundTrips: await roundTrips(world.cluster, url) });
  for (let round = 0; round < rounds; round += 1) {
    const one = await load(server.api + pathOf(USERS[0]), { seconds, connections: 1, pid: server.pid });
    const batch = await load(url, { seconds, connections: 1, pid: server.pid, script: script() });
    note(
      'ours',
      {},
      {
        fiftyMs: (50 / one.perSecond) * 1000,
        batchMs: 1000 / batch.perSecond,
        times: (50 * batch.perSecond) / one.perSecond,
        batchCpuMicros: batch.cpuMicros,
      },
    );
  }
  await server.stop();
}
