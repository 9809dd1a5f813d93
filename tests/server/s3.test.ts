import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Ceph } from './support/ceph.js';
import { makeCertificate } from './support/certificate.js';
import { Api, errorOf, eventually, type Picture, xmlErrorOf } from './support/http.js';
import { Load } from './support/load.js';
import { png } from './support/png.js';

const ORIGIN = 'https://app.example';

let ceph: Ceph;
const servers: RunningServer[] = [];

async function serve(...args: string[]): Promise<RunningServer> {
  const known = ['--public-store-url', ceph.endpoints[0] as string, '--allow-origin', ORIGIN];
  const server = await startServer({ args: [...ceph.flags, ...known, ...args] });
  servers.push(server);
  return server;
}

beforeAll(async () => {
  ceph = await Ceph.start({ gateways: 2 });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await ceph.stop();
});

const said = (server: RunningServer, words: string) => eventually(async () => server.log().includes(words));

describe('the bucket', () => {
  it('that is missing is told of at the start, with the command that makes it', async () => {
    const server = await serve('--bucket', 'nobody-made-it');
    await said(server, "there is no bucket 'nobody-made-it'");
    expect(server.log()).toContain('--init-bucket');
    const ready = await fetch(`${server.api}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ objectStore: 'unavailable' });
    expect(await errorOf(await fetch(new Api(server.api).path('ada')))).toBe('503 unavailable');
  });

  it('is made by --init-bucket, so that pages of the allowed origin can read pictures', async () => {
    const server = await serve('--init-bucket');
    expect((await fetch(`${server.api}/readyz`)).status).toBe(200);
    const { url } = await new Api(server.api).put('ada');
    const answer = await fetch(url, { headers: { origin: ORIGIN } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('etag');
    const stranger = await fetch(url, { headers: { origin: 'https://evil.example' } });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();

    const again = await serve();
    await again.stop();
    expect(again.log()).not.toMatch(/"level":"(warning|error)"/);
  });

  it('whose CORS rules lack an origin is told of, with the command that adds it', async () => {
    const server = await serve('--allow-origin', 'https://new.example');
    await said(server, 'https://new.example');
    expect(server.log()).toMatch(/"level":"warning".*--init-bucket/);
  });
});

describe('a picture in the bucket', () => {
  let api: Api;
  let picture: Picture;

  beforeAll(async () => {
    api = new Api((await serve('--init-bucket', '--threads', '1')).api);
    picture = await api.put('ada');
  });

  it('is found, conditionally too, in every size, and in a batch', async () => {
    expect(await api.get('ada')).toMatchObject({ version: picture.version, contentType: 'image/webp' });
    const unchanged = await fetch(api.path('ada'), { headers: { 'if-none-match': `"${picture.version}"` } });
    expect(unchanged.status).toBe(304);
    for (const size of [64, 128, 256, 512]) {
      const found = await api.get('ada', `?size=${size}`);
      const bytes = await fetch(found.url);
      expect(bytes.headers.get('etag')).toBe(`"${found.version}"`);
      expect((await bytes.arrayBuffer()).byteLength).toBe(found.bytes);
    }
    expect(await api.batch({ userIds: ['ada', 'nobody'] })).toMatchObject({
      pictures: [{ userId: 'ada' }],
      missing: ['nobody'],
    });
  });

  it('is where the stable address leads', async () => {
    const answer = await fetch(api.path('ada', '/image'), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=60');
    expect((await fetch(api.path('ada', '/image'))).headers.get('content-type')).toBe('image/webp');
  });

  it('is replaced and removed', async () => {
    const old = await api.put('bob', png(1));
    const replaced = await api.put('bob', png(2));
    expect(replaced.version).not.toBe(old.version);
    expect((await api.get('bob')).version).toBe(replaced.version);
    expect((await fetch(api.path('bob'), { method: 'DELETE' })).status).toBe(204);
    expect(await errorOf(await fetch(api.path('bob')))).toBe('404 no_picture');
    expect((await fetch(replaced.url)).status).toBe(404);
  });

  it('has any user id', async () => {
    for (const user of ['a b+c~d', 'é/ü', '{curly}', '%2F', 'x'.repeat(128)]) {
      const put = await api.put(user);
      expect((await fetch(put.url)).status).toBe(200);
      expect((await api.get(user)).version).toBe(put.version);
    }
  });

  it('may be kept by the browser as long as its URL works', async () => {
    expect((await fetch(picture.url)).headers.get('cache-control')).toBe('private, max-age=3600');
  });
});

describe('a URL', () => {
  let api: Api;
  let url: string;

  beforeAll(async () => {
    api = new Api((await serve('--init-bucket', '--threads', '1', '--url-lifetime-seconds', '2')).api);
    url = (await api.put('ada')).url;
  });

  it('that was tampered with is refused by the store', async () => {
    const good = new URL((await api.get('ada')).url);
    expect((await fetch(good)).status).toBe(200);
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(good);
      change(copy);
      return fetch(copy);
    };
    const set = (name: string, value: string) => (each: URL) => each.searchParams.set(name, value);
    const tampered = [
      set(
        'X-Amz-Signature',
        good.searchParams.get('X-Amz-Signature')?.replace(/.$/, (last) => (last === '0' ? '1' : '0')) ?? '',
      ),
      set('X-Amz-Expires', '3600'),
      set('X-Amz-Date', '20200101T000000Z'),
      set('X-Amz-Credential', 'SOMEBODYELSE/20260101/us-east-1/s3/aws4_request'),
      set('x-version', 'another'),
      set('x-more', '1'),
      (each: URL) => {
        each.pathname = each.pathname.replace('128.webp', '64.webp');
      },
    ];
    for (const change of tampered) expect((await changed(change)).status).toBe(403);
  });

  it('has an end', async () => {
    await eventually(async () => (await fetch(url)).status === 403);
    expect(await xmlErrorOf(await fetch(url))).toBe('403 AccessDenied');
    expect((await fetch((await api.get('ada')).url)).status).toBe(200);
  });

  it('signed with a wrong secret is refused, and the log says which setting to look at', async () => {
    const server = await serve('--secret-key', 'wrong-secret-wrong-secret-wrong-secret');
    expect((await fetch(new Api(server.api).path('ada'))).status).toBe(503);
    await said(server, '--secret-key');
    expect(server.log()).not.toContain('wrong-secret');
  });
});

describe('a store of two gateways', () => {
  it('that loses one fails no request', async () => {
    // As a balancer would: it names a gateway that is well.
    const alive = ceph.endpoints[1] as string;
    const flags = ['--init-bucket', '--url-cache-seconds', '0', '--public-store-url', alive];
    const api = new Api((await serve(...flags)).api);
    const users = ['a', 'b', 'c', 'd'];
    for (const user of users) await api.put(user);
    const load = new Load(
      users.map((user) => api.path(user)),
      4,
    );
    await eventually(async () => load.answered > 100);
    await ceph.killGateway(0);
    const reached = load.answered;
    await eventually(async () => load.answered > reached + 400);
    expect((await fetch((await api.put('e')).url)).status).toBe(200);
    expect((await fetch((await api.get('a')).url)).status).toBe(200);
    const { statuses, broken } = await load.stop();
    expect(broken).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
    await ceph.startGateway(0);
  });

  it('that is gone altogether answers 503 for what is not cached, serves what is, and comes back', async () => {
    const server = await serve('--init-bucket', '--threads', '1', '--s3-timeout-ms', '1000');
    const api = new Api(server.api);
    await api.put('cached');
    await api.put('not cached');
    await api.get('cached');
    for (const index of [0, 1]) await ceph.killGateway(index);
    expect((await fetch(api.path('cached'))).status).toBe(200);
    expect(await errorOf(await fetch(api.path('not cached')))).toBe('503 unavailable');
    expect((await fetch(api.path('new'), { method: 'PUT', body: png() })).status).toBe(503);
    await eventually(async () => (await fetch(`${server.api}/readyz`)).status === 503);
    for (const index of [0, 1]) await ceph.startGateway(index);
    await eventually(async () => (await fetch(`${server.api}/readyz`)).status === 200);
    expect((await fetch(api.path('not cached'))).status).toBe(200);
  });
});

describe('a store behind TLS', () => {
  it('is believed only with a certificate that an authority vouches for', async () => {
    const certificate = await makeCertificate();
    const secret = await Ceph.start({ tls: certificate });
    try {
      const doubtful = await startServer({ args: secret.flags });
      await said(doubtful, 'certificate');
      expect((await fetch(`${doubtful.api}/readyz`)).status).toBe(503);
      await doubtful.stop();
      const args = [...secret.flags, '--s3-ca-file', certificate.authority, '--init-bucket'];
      const server = await startServer({ args });
      expect((await new Api(server.api).put('ada')).url).toMatch(/^https:/);
      await server.stop();
    } finally {
      await secret.stop();
      await certificate.remove();
    }
  });
});
