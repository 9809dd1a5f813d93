import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, eventually } from './support/http.js';
import { Load } from './support/load.js';
import { metric } from './support/metrics.js';
import { Nginx } from './support/nginx.js';
import { png } from './support/png.js';

const TRUSTING = ['--trusted-proxies', '127.0.0.1'];

let servers: RunningServer[] = [];
let nginx: Nginx;

async function start(...args: string[]): Promise<Api> {
  servers = await Promise.all([startServer({ args }), startServer({ args })]);
  nginx = await Nginx.start(servers.map(({ api }) => api));
  return new Api(nginx.url);
}

/** Each server has a store of its own here: the picture goes into both. */
async function putIntoBoth(user: string, headers: Record<string, string> = {}): Promise<void> {
  for (const { api } of servers) {
    const answer = await fetch(new Api(api).path(user), { method: 'PUT', body: png(), headers });
    expect(answer.status).toBe(201);
  }
}

const redirect = (api: Api, user: string, headers: Record<string, string> = {}) =>
  fetch(api.path(user, '/image'), { redirect: 'manual', headers });

const answered = (server: RunningServer, route: string, status: number) =>
  metric(server.api, `ppc_http_requests_total{route="${route}",service="api",status="${status}"}`);

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const redirects = async () => sum(await Promise.all(servers.map((server) => answered(server, 'image', 302))));

afterEach(async () => {
  await nginx.stop();
  await Promise.all(servers.map((server) => server.stop()));
});

describe('nginx before two servers', () => {
  it('spreads requests over both, and one that is killed fails none', async () => {
    const api = await start(...TRUSTING);
    await putIntoBoth('ada');
    const load = new Load([api.path('ada')]);
    await eventually(async () => {
      const counts = await Promise.all(servers.map((server) => answered(server, 'picture', 200)));
      return counts.every((count) => count > 50);
    });
    await servers[0]?.stop('SIGKILL');
    const before = load.answered;
    await eventually(async () => load.answered > before + 500);
    const { statuses, broken } = await load.stop();
    expect(broken).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
  });

  it('sends an upload that takes long to one server only', async () => {
    servers = await Promise.all([startServer({ args: TRUSTING }), startServer({ args: TRUSTING })]);
    nginx = await Nginx.start(
      servers.map(({ api }) => api),
      { changeTimeout: '3s' },
    );
    const api = new Api(nginx.url);
    const [busy, free] = servers as [RunningServer, RunningServer];
    const counts = new Map<number, number>();
    const count = (status: number) => counts.get(status) ?? 0;
    process.kill(busy.pid, 'SIGSTOP');
    try {
      // Each of nginx' processes begins with the same server.
      for (let i = 0; i < 20 && (count(201) === 0 || count(504) === 0); i += 1) {
        const { status } = await fetch(api.path('ada'), { method: 'PUT', body: png() });
        counts.set(status, count(status) + 1);
      }
    } finally {
      process.kill(busy.pid, 'SIGCONT');
    }
    expect([...counts.keys()].sort()).toEqual([201, 504]);
    expect(await answered(free, 'picture', 201)).toBe(count(201));
    await eventually(async () => (await answered(busy, 'picture', 201)) === count(504));
  });

  it('answers the stable image route from its cache', async () => {
    const api = await start(...TRUSTING);
    await putIntoBoth('ada');
    const first = await redirect(api, 'ada');
    expect([first.status, first.headers.get('x-cache-status')]).toEqual([302, 'MISS']);
    const asked = await redirects();
    const second = await redirect(api, 'ada');
    expect(second.headers.get('x-cache-status')).toBe('HIT');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('cache-control')).toBe('private, max-age=60');
    expect(await redirects()).toBe(asked);
    expect((await fetch(second.headers.get('location') ?? '')).status).toBe(200);
  });

  it('neither keeps nor takes from its cache what is asked with a token', async () => {
    const api = await start(...TRUSTING);
    await putIntoBoth('ada');
    const personal = { authorization: 'Bearer anything' };
    await redirect(api, 'ada', personal);
    expect((await redirect(api, 'ada')).headers.get('x-cache-status')).toBe('MISS');
    const asked = await redirects();
    expect((await redirect(api, 'ada', personal)).headers.get('x-cache-status')).toBe('BYPASS');
    expect(await redirects()).toBe(asked + 1);
  });

  it('does not pass on who a client says it is', async () => {
    const api = await start(...TRUSTING, '--auth', 'proxy');
    const forged = { 'x-forwarded-user': 'ada', 'x-forwarded-scopes': 'profile-pictures:admin' };
    await putIntoBoth('ada', forged);
    expect((await fetch(api.path('ada'), { headers: forged })).status).toBe(401);
    const upload = await fetch(api.path('ada'), { method: 'PUT', body: png(), headers: forged });
    expect(upload.status).toBe(401);
  });

  it('does not pass on where a client says it is: its rate is that of its own address', async () => {
    const api = await start(...TRUSTING, '--rate-per-second', '1', '--rate-burst', '5');
    const statuses: number[] = [];
    for (let i = 0; i < 30; i += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${i}` };
      statuses.push((await fetch(api.path('nobody'), { headers })).status);
    }
    // Five at each server, and a few more when it takes seconds.
    expect(statuses.slice(0, 5)).toEqual(Array(5).fill(404));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
  });

  it('refuses what is too large, and shows nobody the metrics', async () => {
    const api = await start(...TRUSTING);
    const body = Buffer.alloc(5 * 1024 * 1024 + 1);
    expect((await fetch(api.path('ada'), { method: 'PUT', body })).status).toBe(413);
    expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${nginx.url}/healthz`)).status).toBe(200);
  });
});
