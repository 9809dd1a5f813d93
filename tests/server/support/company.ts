import { Ceph } from './ceph.js';
import { Redis } from './redis.js';

/** What a company runs behind the server: a Redis and an object store, both real. */
export interface Company {
  flags: readonly string[];
  /** Origin of the object store. */
  store: string;
  stop(): Promise<void>;
}

/** The bucket is made when the server starts. */
export async function startCompany(): Promise<Company> {
  const [redis, ceph] = await Promise.all([Redis.start(), Ceph.start()]);
  return {
    flags: ['--redis', redis.url, ...ceph.flags, '--init-bucket'],
    store: ceph.endpoints[0] as string,
    stop: async () => {
      await Promise.all([redis.stop(), ceph.stop()]);
    },
  };
}
