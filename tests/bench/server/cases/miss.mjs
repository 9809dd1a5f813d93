import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import { medianOf } from '../../lib/statistics.mjs';
import { KeptConnection } from '../lib/keep-alive.mjs';
import { processorSeconds, startServer } from '../lib/programs.mjs';
import { pathOf, USERS } from '../lib/world.mjs';

const ASKS = 200;

/** The HEAD that the server sends for a miss, signed by another implementation. */
function headRequest({ ceph, bucket }) {
  const { host } = new URL(ceph.endpoints[0]);
  const key = `users/${createHash('sha256').update(USERS[0]).digest('hex')}/current`;
  const request = { service: 's3', region: 'us-east-1', method: 'HEAD', host, path: `/${bucket}/${key}` };
  const { accessKey: accessKeyId, secretKey: secretAccessKey } = ceph;
  const { headers } = aws4.sign(request, { accessKeyId, secretAccessKey });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HEAD ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

async function times(connection) {
  const values = [];
  for (let i = 0; i < ASKS; i += 1) values.push(await connection.ask());
  return medianOf(values);
}

/** Signatures that end within five minutes are never handed out again: each lookup is a miss. */
async function startMissing(flags) {
  const server = await startServer([...flags, '--url-lifetime-seconds', '60']);
  const lookup = `GET ${pathOf(USERS[0])} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const connection = new KeptConnection(server.port, lookup);
  await times(connection);
  return { server, connection };
}

async function timesOf({ server, connection }) {
  const before = processorSeconds(server.pid);
  const missMs = await times(connection);
  return { missMs, cpuMicros: ((processorSeconds(server.pid) - before) / ASKS) * 1e6 };
}

/** A lookup of which nothing is cached, beside the HEAD that it needs, asked of the same gateway by the same client. */
export async function run({ world, note, rounds }) {
  // What servers before this one have signed would be a hit.
  await world.redis.ask('FLUSHALL');
  const contenders = { ours: await startMissing(world.s3), onRedis: await startMissing(world.onRedis) };
  const bare = new KeptConnection(Number(new URL(world.ceph.endpoints[0]).port), headRequest(world));
  await times(bare);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of Object.entries(contenders)) {
      const headMs = await times(bare);
      const { missMs, cpuMicros } = await timesOf(contender);
      note(name, {}, { missMs, headMs, ratio: missMs / headMs, cpuMicros });
    }
  }
  bare.close();
  for (const { server, connection } of Object.values(contenders)) {
    connection.close();
    await server.stop();
  }
}
