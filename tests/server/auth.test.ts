import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, errorOf, eventually } from './support/http.js';
import { metric } from './support/metrics.js';
import { png } from './support/png.js';
import { Redis } from './support/redis.js';
import { Signer, secretToken } from './support/tokens.js';

const RULES = ['--jwt-issuer', 'https://id.example', '--jwt-audience', 'pictures'];

let folder: string;
let server: RunningServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppc-auth-'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function keyFile(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function serve(...args: string[]): Promise<Api> {
  server = await startServer({ args });
  return new Api(server.api);
}

function claims(subject: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { sub: subject, iss: 'https://id.example', aud: 'pictures', exp: now + 600, nbf: now - 5, ...more };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

function put(api: Api, userId: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(api.path(userId), { method: 'PUT', body: png(), headers });
}

describe('with tokens', () => {
  it('a user writes the own picture, nobody else’s, and reads all', async () => {
    const signer = new Signer('ES256', 'one');
    const api = await serve(
      '--auth',
      'jwt',
      '--jwt-algorithm',
      'ES256',
      '--jwt-key-file',
      await keyFile('es.pem', signer.pem),
      ...RULES,
    );
    const ada = bearer(signer.token(claims('ada')));
    expect(await errorOf(await put(api, 'ada'))).toBe('401 missing_token');
    expect((await put(api, 'ada', ada)).status).toBe(201);
    expect(await errorOf(await put(api, 'bob', ada))).toBe('403 not_your_picture');
    expect(await errorOf(await fetch(api.path('ada')))).toBe('401 missing_token');
    expect((await fetch(api.path('ada'), { headers: bearer(signer.token(claims('bob'))) })).status).toBe(200);
    const admin = bearer(signer.token(claims('root', { scope: 'x profile-pictures:admin' })));
    expect((await fetch(api.path('ada'), { method: 'DELETE', headers: admin })).status).toBe(204);
    for (const route of ['healthz', 'readyz', 'metrics'])
      expect((await fetch(`${server?.api}/${route}`)).status).toBe(200);
  });

  it('of the wrong time, issuer, audience or key nobody comes in', async () => {
    const signer = new Signer('RS256', 'one');
    const api = await serve('--auth', 'jwt', '--jwt-key-file', await keyFile('rs.pem', signer.pem), ...RULES);
    const now = Math.floor(Date.now() / 1000);
    const bad = [
      signer.token(claims('ada', { exp: now - 120 })),
      signer.token(claims('ada', { nbf: now + 120 })),
      signer.token(claims('ada', { iss: 'https://evil.example' })),
      signer.token(claims('ada', { aud: 'other' })),
      signer.token(claims('ada', { exp: undefined })),
      new Signer('RS256', 'one').token(claims('ada')),
      new Signer('ES256', 'one').token(claims('ada')),
      // The public key is known to everybody: as a secret it must count for nothing.
      secretToken(signer.pem, claims('ada')),
      `${signer.token(claims('ada')).split('.').slice(0, 2).join('.')}.`,
    ];
    for (const token of bad)
      expect(await errorOf(await put(api, 'ada', bearer(token)))).toBe('401 invalid_token');
    expect((await put(api, 'ada', bearer(signer.token(claims('ada'))))).status).toBe(201);
    expect(await metric(server?.api as string, 'ppc_http_refused_total{reason="unauthenticated"}')).toBe(
      bad.length,
    );
    expect(server?.log()).not.toContain(bad[0]);
  });

  it('a key set that changes is read again, a broken one is not used', async () => {
    const [old, fresh] = [new Signer('RS256', 'old'), new Signer('RS256', 'new')];
    const set = (...signers: Signer[]) => JSON.stringify({ keys: signers.map(({ jwk }) => jwk) });
    const path = await keyFile('keys.json', set(old));
    const api = await serve('--auth', 'jwt', '--jwks-file', path, ...RULES);
    const status = async (signer: Signer) =>
      (await put(api, 'ada', bearer(signer.token(claims('ada'))))).status;
    expect(await status(old)).toBe(201);
    expect(await status(fresh)).toBe(401);
    await keyFile('keys.json', set(fresh));
    await eventually(async () => (await status(fresh)) === 201);
    expect(await status(old)).toBe(401);
    await keyFile('keys.json', '{"keys":');
    await eventually(async () => {
      expect(await status(fresh)).toBe(201);
      return server?.log().includes('the keys from before stay in use') === true;
    });
  });

  it('reading can be left to everybody', async () => {
    const secret = 'a secret of more than thirty-two bytes';
    const flags = [
      '--jwt-algorithm',
      'HS256',
      '--jwt-key-file',
      await keyFile('secret', `${secret}\n`),
      ...RULES,
    ];
    const api = await serve('--auth', 'jwt', '--public-reads', ...flags);
    expect((await put(api, 'ada', bearer(secretToken(secret, claims('ada'))))).status).toBe(201);
    expect((await fetch(api.path('ada'))).status).toBe(200);
    expect((await fetch(api.path('ada', '/image'))).status).toBe(200);
    expect(await errorOf(await put(api, 'ada'))).toBe('401 missing_token');
  });
});

describe('behind a proxy that names the user', () => {
  it('its word counts, and nobody else’s', async () => {
    const trusted = await serve('--auth', 'proxy', '--trusted-proxies', '127.0.0.0/8');
    expect((await put(trusted, 'ada', { 'x-forwarded-user': 'ada' })).status).toBe(201);
    expect(await errorOf(await put(trusted, 'bob', { 'x-forwarded-user': 'ada' }))).toBe(
      '403 not_your_picture',
    );
    await server?.stop();
    const stranger = await serve('--auth', 'proxy', '--trusted-proxies', '10.0.0.0/8');
    expect(await errorOf(await put(stranger, 'ada', { 'x-forwarded-user': 'ada' }))).toBe(
      '401 missing_token',
    );
  });
});

describe('a client that asks too often', () => {
  const busy = async (api: Api, count: number, headers: Record<string, string> = {}) => {
    const statuses: number[] = [];
    for (let i = 0; i < count; i += 1) statuses.push((await fetch(api.path('nobody'), { headers })).status);
    return statuses;
  };

  it('is told to wait, others are not', async () => {
    const limits = ['--rate-per-second', '1', '--rate-burst', '5', '--trusted-proxies', '127.0.0.1'];
    const api = await serve(...limits);
    const one = { 'x-forwarded-for': '192.0.2.1' };
    expect(await busy(api, 6, one)).toEqual([404, 404, 404, 404, 404, 429]);
    const refused = await fetch(api.path('nobody'), { headers: one });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await errorOf(refused)).toBe('429 rate_limited');
    expect(await busy(api, 1, { 'x-forwarded-for': '192.0.2.2' })).toEqual([404]);
    expect((await fetch(`${server?.api}/healthz`)).status).toBe(200);
  });

  it('has one bucket for all servers when they share a Redis', async () => {
    const redis = await Redis.start();
    const args = ['--redis', redis.url, '--rate-per-second', '1', '--rate-burst', '20'];
    const servers = await Promise.all([startServer({ args }), startServer({ args })]);
    try {
      const [a, b] = servers.map(({ api }) => new Api(api)) as [Api, Api];
      const statuses = [...(await busy(a, 15)), ...(await busy(b, 15))];
      const allowed = statuses.filter((status) => status === 404).length;
      // What comes back meanwhile, and what the first has borrowed but not used.
      expect(allowed).toBeLessThanOrEqual(23);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await Promise.all(servers.map((each) => each.stop()));
      await redis.stop();
    }
  });
});
