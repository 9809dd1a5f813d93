import { runnerImport } from 'vite';
import { at } from '../../../../scripts/lib/paths.mjs';

const load = async (file) => (await runnerImport(at(file), { configFile: false, logLevel: 'error' })).module;

/** The tests' own real parts: Redis, Redis Cluster and the Ceph gateway are started in one way only. */
export async function realParts() {
  const { Redis, RedisCluster } = await load('tests/server/support/redis.ts');
  const { Ceph } = await load('tests/server/support/ceph.ts');
  const { png } = await load('tests/server/support/png.ts');
  return { Redis, RedisCluster, Ceph, png };
}
