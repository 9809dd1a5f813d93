import { realParts } from './parts.mjs';
import { startServer } from './programs.mjs';

const BUCKET = 'bench-pictures';
export const USERS = Array.from({ length: 50 }, (_, i) => `user-${i}`);
export const pathOf = (userId) => `/api/profile-pictures/${userId}?size=128`;

export async function put(server, userId, body) {
  const answer = await fetch(server.api + pathOf(userId), { method: 'PUT', body });
  if (answer.status !== 201) throw new Error(`PUT was answered ${answer.status}: ${await answer.text()}`);
}

/** Fills the bucket through a server, as an application would. */
async function upload(ceph, png) {
  const server = await startServer([...ceph.flags, '--bucket', BUCKET, '--init-bucket'], { threads: 0 });
  for (const [i, userId] of USERS.entries()) await put(server, userId, png(i));
  await server.stop();
}

/** Starts the real Redis, the real cluster of six and the real object store, with 50 pictures in it. */
export async function startWorld() {
  const { Redis, RedisCluster, Ceph, png } = await realParts();
  const ceph = await Ceph.start();
  const redis = await Redis.start();
  const cluster = await RedisCluster.start();
  await upload(ceph, png);
  const s3 = [...ceph.flags, '--bucket', BUCKET];
  return {
    bucket: BUCKET,
    ceph,
    redis,
    cluster,
    /** Flags of a server on these parts. */
    s3,
    onRedis: [...s3, '--redis', redis.url],
    onCluster: [...s3, '--redis', cluster.url],
    stop: async () => {
      await cluster.stop();
      await redis.stop();
      await ceph.stop();
    },
  };
}

/** Asks until everything is cached: a server hears of other servers' changes from a moment after its start only. */
export async function warm(server, userIds = USERS) {
  const value = async (name) => {
    const text = await (await fetch(`${server.api}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{result="hit"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  };
  for (;;) {
    const before = await value('ppc_url_cache_lookups_total');
    for (const userId of userIds) await (await fetch(server.api + pathOf(userId))).arrayBuffer();
    if ((await value('ppc_url_cache_lookups_total')) - before === userIds.length) return;
  }
}
