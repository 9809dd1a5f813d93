import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { makeCertificate } from './support/certificate.js';
import { Api, eventually, type Picture } from './support/http.js';
import { metric, untilNear } from './support/metrics.js';
import { png } from './support/png.js';
import { Redis } from './support/redis.js';
import { Relay } from './support/relay.js';

const MINUTE = 60_000;
const keyOf = (userId: string, size = 128) => `profile_pic_url:${userId}:${size}`;

interface KeptRecord extends Omit<Picture, 'userId' | 'serverTime'> {
  signedAt: number;
}

const servers: RunningServer[] = [];

async function serve(url: string, ...args: string[]): Promise<RunningServer> {
  const server = await startServer({ args: ['--redis', url, ...args] });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const urlCacheState = async (server: RunningServer): Promise<string> =>
  ((await (await fetch(`${server.api}/readyz`)).json()) as { urlCache: string }).urlCache;
const open = (server: RunningServer) => metric(server.api, 'ppc_redis_breakers{state="open"}');

/** Milliseconds until the answer, which must be good. */
async function timeOf(api: Api, userId: string): Promise<number> {
  const begun = performance.now();
  await api.get(userId);
  return performance.now() - begun;
}

describe('Redis as URL cache', () => {
  let redis: Redis;

  beforeAll(async () => {
    redis = await Redis.start();
  });

  afterAll(() => redis.stop());

  it('keeps a record under its key, as JSON, for fifty minutes', async () => {
    const api = new Api((await serve(redis.url)).api);
    await api.put('ada/é');
    const picture = await api.get('ada/é', '?size=64');
    const key = keyOf('ada/é', 64);
    const kept = JSON.parse(String(await redis.ask('GET', key))) as KeptRecord;
    const { url, version, contentType, bytes, expiresAt } = picture;
    expect(kept).toEqual({ url, version, contentType, bytes, expiresAt, signedAt: expiresAt - 60 * MINUTE });
    const left = Number(await redis.ask('PTTL', key));
    expect(left).toBeGreaterThan(49 * MINUTE);
    expect(left).toBeLessThanOrEqual(50 * MINUTE);
  });

  it('answers another server, which signs nothing', async () => {
    const first = await serve(redis.url);
    const api = new Api(first.api);
    await api.put('shared');
    const picture = await api.get('shared');
    const second = await serve(redis.url, '--data', `${first.data}-2`);
    expect((await new Api(second.api).get('shared')).url).toBe(picture.url);
    expect(await metric(second.api, 'ppc_signings_total')).toBe(0);
    expect(await metric(second.api, 'ppc_url_cache_lookups_total{result="hit"}')).toBe(1);
  });

  it('never hands out a URL with less than five minutes left', async () => {
    const api = new Api((await serve(redis.url)).api);
    await api.put('late');
    const fresh = await api.get('late');
    await redis.ask('DEL', keyOf('late'));
    const plant = (left: number) => {
      const expiresAt = Date.now() + left;
      const record = { ...fresh, url: 'http://planted', expiresAt, signedAt: expiresAt - 60 * MINUTE };
      return redis.ask('SET', keyOf('late', 256), JSON.stringify(record), 'EX', '600');
    };
    await plant(4 * MINUTE);
    expect((await api.get('late', '?size=256')).url).not.toBe('http://planted');
    const other = new Api((await serve(redis.url)).api);
    await plant(6 * MINUTE);
    expect((await other.get('late', '?size=256')).url).toBe('http://planted');
  });

  it('has dropped every size of a picture before an upload or a removal is answered', async () => {
    const server = await serve(redis.url);
    const api = new Api(server.api);
    const sizes = [64, 128, 256, 512];
    const kept = async () => {
      const keys = sizes.map((size) => keyOf('eve', size));
      return Number(await redis.ask('EXISTS', ...keys));
    };
    await api.put('eve', png(1));
    for (const size of sizes) await api.get('eve', `?size=${size}`);
    expect(await kept()).toBe(4);
    const replaced = await api.put('eve', png(2));
    expect(await kept()).toBe(0);
    expect((await api.get('eve')).version).toBe(replaced.version);
    expect((await fetch(api.path('eve'), { method: 'DELETE' })).status).toBe(204);
    expect(await kept()).toBe(0);
    expect((await fetch(api.path('eve'))).status).toBe(404);
  });

  it('is asked by nobody for a hot picture', async () => {
    const server = await serve(redis.url);
    const api = new Api(server.api);
    await api.put('hot');
    await api.get('hot');
    await untilNear(server.api, api.path('hot'));
    const reads = Number(await redis.info('total_commands_processed'));
    for (let i = 0; i < 50; i += 1) await api.get('hot');
    // The server's own PING of each second, and this INFO.
    expect(Number(await redis.info('total_commands_processed')) - reads).toBeLessThan(10);
  });
});

/** What the URL cache needs of one server. */
const RULES = [
  '~profile_pic_url:*',
  '~{profile_pic_url:*}:dropped',
  '&profile_pic_url:dropped',
  '+ping',
  '+get',
  '+set',
  '+del',
  '+eval',
  '+publish',
  '+subscribe',
];

/** The URL for a user of these rules. */
async function login(redis: Redis, rules: readonly string[]): Promise<string> {
  await redis.ask('ACL', 'SETUSER', 'app', 'reset', 'on', '>secret', ...rules);
  return `redis://app:secret@127.0.0.1:${redis.port}`;
}

describe('a login', () => {
  it('of an ACL user over TLS, with a database of its own, is used', async () => {
    const certificate = await makeCertificate();
    const redis = await Redis.start(
      [
        `tls-cert-file ${certificate.certificate}`,
        `tls-key-file ${certificate.key}`,
        `tls-ca-cert-file ${certificate.authority}`,
        'tls-auth-clients no',
        'user default off',
        'user app on >p@ss:word ~* &* +@all',
      ],
      { plainPort: false },
    );
    try {
      const url = `rediss://app:p%40ss%3Aword@127.0.0.1:${redis.port}/3`;
      const server = await serve(url, '--redis-ca-file', certificate.authority);
      const api = new Api(server.api);
      await api.put('ada');
      await api.get('ada');
      expect(await urlCacheState(server)).toBe('ok');
      const doubtful = await serve(url);
      await new Api(doubtful.api).put('ada');
      expect(await urlCacheState(doubtful)).toBe('unavailable');
      await eventually(async () => doubtful.log().includes('certificate'));
    } finally {
      await redis.stop();
      await certificate.remove();
    }
  });

  it('of a user who may do no more than is needed is enough', async () => {
    const redis = await Redis.start();
    try {
      const server = await serve(await login(redis, RULES));
      const api = new Api(server.api);
      await api.put('ada');
      const { version } = await api.put('ada', png(2));
      await untilNear(server.api, api.path('ada'));
      expect((await api.get('ada')).version).toBe(version);
      expect(await redis.ask('EXISTS', keyOf('ada'))).toBe(1);
      expect(await urlCacheState(server)).toBe('ok');
      expect(server.log()).not.toContain('NOPERM');
    } finally {
      await redis.stop();
    }
  });

  it.each(RULES)('of a user who lacks the rule %s is told of, with that rule', async (lack) => {
    const redis = await Redis.start();
    try {
      const url = await login(
        redis,
        RULES.filter((rule) => rule !== lack),
      );
      const server = await serve(url, '--threads', '1');
      const api = new Api(server.api);
      await api.put('ada');
      await api.get('ada');
      await eventually(async () => /"level":"warning".*NOPERM/.test(server.log()));
      expect(server.log()).toContain(lack);
      const hearsOnly = ['+publish', '+subscribe', '+ping', '&profile_pic_url:dropped'].includes(lack);
      if (!hearsOnly) expect(await urlCacheState(server)).toBe('unavailable');
    } finally {
      await redis.stop();
    }
  });

  it('that Redis refuses costs nothing but the cache', async () => {
    const redis = await Redis.start(['requirepass right']);
    try {
      const server = await serve(`redis://:wrong@127.0.0.1:${redis.port}`);
      const api = new Api(server.api);
      await api.put('ada');
      for (let i = 0; i < 5; i += 1) await api.get('ada');
      expect(await urlCacheState(server)).toBe('unavailable');
      await eventually(async () => server.log().includes('WRONGPASS'));
      expect(server.log()).not.toContain('wrong@');
    } finally {
      await redis.stop();
    }
  });
});

describe('a Redis that', () => {
  let redis: Redis;
  let server: RunningServer;
  let api: Api;

  async function begin(lines: string[] = [], args = ['--threads', '1']): Promise<void> {
    redis = await Redis.start(lines);
    server = await serve(redis.url, '--near-cache-entries', '0', ...args);
    api = new Api(server.api);
    await api.put('ada');
    await api.get('ada');
  }

  afterEach(() => redis.stop());

  it('is too slow fails no request, is left alone, and is used again when it is well', async () => {
    await begin();
    redis.pause();
    const times: number[] = [];
    while ((await open(server)) === 0) times.push(await timeOf(api, 'ada'));
    expect(Math.max(...times)).toBeLessThan(1500);
    const quick = await Promise.all(Array.from({ length: 20 }, () => timeOf(api, 'ada')));
    expect(Math.max(...quick)).toBeLessThan(200);
    expect(await urlCacheState(server)).toBe('unavailable');
    expect((await fetch(`${server.api}/readyz`)).status).toBe(200);

    redis.goOn();
    await eventually(async () => (await metric(server.api, 'ppc_redis_breakers{state="closed"}')) > 0);
    const hits = await metric(server.api, 'ppc_url_cache_lookups_total{result="hit"}');
    await api.get('ada');
    expect(await metric(server.api, 'ppc_url_cache_lookups_total{result="hit"}')).toBe(hits + 1);
    await eventually(async () => (await urlCacheState(server)) === 'ok');
  });

  it('dies fails no request, nor an upload, whose drop it hears when it is back', async () => {
    await begin();
    const old = String(await redis.ask('GET', keyOf('ada')));
    await redis.kill();
    for (let i = 0; i < 5; i += 1) await api.get('ada');
    const { version } = await api.put('ada', png(2));
    await redis.startAgain();
    // As if Redis had kept its data.
    await redis.ask('SET', keyOf('ada'), old, 'EX', '3000');
    await eventually(async () => (await open(server)) === 0);
    expect((await api.get('ada')).version).toBe(version);
    await eventually(async () => {
      await api.get('ada');
      return String(await redis.ask('GET', keyOf('ada'))).includes(version);
    });
  });

  it('is full fails no request, and says so', async () => {
    await begin(['maxmemory-policy noeviction']);
    // Less than an empty server needs.
    await redis.ask('CONFIG', 'SET', 'maxmemory', '100kb');
    for (const user of ['bob', 'eve']) {
      const { version } = await api.put(user);
      expect((await api.get(user)).version).toBe(version);
    }
    expect(await urlCacheState(server)).toBe('unavailable');
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    await eventually(async () => (await urlCacheState(server)) === 'ok');
    await api.get('bob');
    expect(await redis.ask('EXISTS', keyOf('bob'))).toBe(1);
  });

  it('is full, and is not any more, says the same on every event loop', async () => {
    await begin([], ['--threads', '4']);
    // Each event loop looks once a second.
    const allSay = (state: string) =>
      eventually(async () => {
        const answers = Array.from({ length: 24 }, () => urlCacheState(server));
        return (await Promise.all(answers)).every((answer) => answer === state);
      });
    await redis.ask('CONFIG', 'SET', 'maxmemory', '100kb');
    await allSay('unavailable');
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    await allSay('ok');
  });

  it('never hears of some drops costs other lookups nothing', async () => {
    await begin(['user default on nopass ~* resetchannels +@all']);
    for (let i = 0; i < 40; i += 1) await api.put(`user ${i}`);
    await api.get('user 1');
    const commands = async () => Number(await redis.info('total_commands_processed'));
    const before = await commands();
    for (let i = 0; i < 100; i += 1) await api.get('ada');
    // Two or three of each lookup, and a few deliveries of 200 drops at a time.
    expect((await commands()) - before).toBeLessThan(100 * 3 + 5 * 401);
  });
});

describe('a Redis at the end of a long way', () => {
  let redis: Redis;
  let relay: Relay;
  let server: RunningServer;
  let api: Api;

  beforeEach(async () => {
    redis = await Redis.start();
    relay = await Relay.start(redis.port);
    const url = `redis://127.0.0.1:${relay.port}`;
    server = await serve(url, '--near-cache-entries', '0', '--threads', '1');
    api = new Api(server.api);
    await api.put('ada');
    await api.get('ada');
  });

  afterEach(async () => {
    await relay.stop();
    await redis.stop();
  });

  const hits = () => metric(server.api, 'ppc_url_cache_lookups_total{result="hit"}');

  it('that is in time is used', async () => {
    relay.delay = 100;
    const before = await hits();
    for (let i = 0; i < 5; i += 1) expect(await timeOf(api, 'ada')).toBeGreaterThan(90);
    expect(await hits()).toBe(before + 5);
  });

  it('that is always too late is left alone until it is quicker, and slows no lookup', async () => {
    relay.delay = 300;
    const times: number[] = [];
    const end = Date.now() + 4000;
    while (Date.now() < end) times.push(await timeOf(api, 'ada'));
    const openings = server.log().split('going on without it').length - 1;
    expect(openings).toBe(1);
    expect(times.filter((time) => time > 200).length).toBeLessThanOrEqual(3 * openings + 3);
    relay.delay = 0;
    const before = await hits();
    await eventually(async () => {
      await api.get('ada');
      return (await hits()) > before;
    });
  });

  it('that loses what an upload says is told of its drop later, without a request that asks for it', async () => {
    relay.swallows = true;
    await api.put('ada', png(2));
    expect(await redis.ask('EXISTS', keyOf('ada'))).toBe(1);
    relay.swallows = false;
    relay.cut();
    await eventually(async () => (await redis.ask('EXISTS', keyOf('ada'))) === 0);
  });
});
