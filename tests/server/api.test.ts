import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, bytesOf, errorOf, type Picture, request } from './support/http.js';
import { png, pngOfClaimedSize } from './support/png.js';
import { TINY_PICTURES } from './support/tiny-pictures.js';

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer({
    args: ['--max-body-bytes', '1000000', '--allow-origin', 'https://app.example'],
  });
  api = new Api(server.api);
});

/** What becomes of the edition's picture, in any size. */
const madeOf = async (edition: number): Promise<Buffer> => bytesOf(await api.put('made', png(edition)));

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

describe('a picture', () => {
  it('is uploaded, looked up, fetched with its signed URL, replaced and removed', async () => {
    const uploaded = await api.put('ada', png(1));
    const { url, version, contentType, bytes } = await api.get('ada');
    expect({ version, contentType }).toEqual({ version: uploaded.version, contentType: 'image/webp' });
    const fetched = await fetch(url);
    const made = Buffer.from(await fetched.arrayBuffer());
    expect(made.toString('latin1')).toMatch(/^RIFF.{4}WEBPVP8 /s);
    expect(made).toHaveLength(bytes);
    expect(made).toEqual(await madeOf(1));
    expect(fetched.headers.get('content-type')).toBe('image/webp');
    expect(fetched.headers.get('etag')).toBe(`"${version}"`);

    const replaced = await api.put('ada', png(2));
    expect(replaced.version).not.toBe(version);
    expect((await api.get('ada')).version).toBe(replaced.version);
    expect(await bytesOf(replaced)).toEqual(await madeOf(2));
    expect(await madeOf(2)).not.toEqual(made);

    expect((await fetch(api.path('ada'), { method: 'DELETE' })).status).toBe(204);
    expect(await errorOf(await fetch(api.path('ada')))).toBe('404 no_picture');
    expect((await fetch(replaced.url)).status).toBe(404);
    expect((await fetch(url)).status).toBe(404);
  });

  it('that was replaced is still there for those who were given its URL a moment ago, and then no longer', async () => {
    const old = await api.put('kept a while', png(1));
    await api.put('kept a while', png(2));
    expect(await bytesOf(old)).toEqual(await madeOf(1));
    await api.put('kept a while', png(3));
    expect((await fetch(old.url)).status).toBe(404);
  });

  it('has the same version when the same bytes are uploaded again, and when another server makes it', async () => {
    const { version } = await api.put('again', png(4));
    expect((await api.put('again', png(4))).version).toBe(version);
    const other = await startServer();
    expect((await new Api(other.api).put('again', png(4))).version).toBe(version);
    await other.stop();
  });

  it('has another URL after each upload, even within one second', async () => {
    const urls = new Set<string>();
    for (let edition = 1; edition <= 5; edition += 1) urls.add((await api.put('quick', png(edition))).url);
    expect(urls.size).toBe(5);
  });

  it('keeps its URL as long as it is cached', async () => {
    await api.put('kept');
    const { url } = await api.get('kept');
    expect((await api.get('kept')).url).toBe(url);
    expect((await api.batch({ userIds: ['kept'] })).pictures[0]?.url).toBe(url);
  });

  it('is answered 304 when the version is known', async () => {
    const { version } = await api.put('known');
    const answer = await fetch(api.path('known'), { headers: { 'if-none-match': `"${version}"` } });
    expect(answer.status).toBe(304);
    expect(answer.headers.get('etag')).toBe(`"${version}"`);
    expect(answer.headers.get('content-length')).toBeNull();
  });

  it('is answered to HEAD as to GET, without the body', async () => {
    await api.put('head');
    const get = await request(server.api, '/api/profile-pictures/head');
    const head = await request(server.api, '/api/profile-pictures/head', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  it('has a stable address that redirects to the signed URL', async () => {
    await api.put('stable', png(7));
    const answer = await fetch(api.path('stable', '/image?size=256'), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=60');
    expect(answer.headers.get('location')).toBe((await api.get('stable', '?size=256')).url);
    const followed = await fetch(api.path('stable', '/image'));
    expect(Buffer.from(await followed.arrayBuffer())).toEqual(await madeOf(7));
  });
});

describe('an upload', () => {
  it('is refused when its bytes are not an allowed picture', async () => {
    for (const body of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF', '<html></html>', '\u0089PNG']) {
      const answer = await fetch(api.path('bad'), {
        method: 'PUT',
        headers: { 'content-type': 'image/png' },
        body,
      });
      expect(await errorOf(answer)).toBe('415 not_an_image');
    }
    expect(await errorOf(await fetch(api.path('bad'), { method: 'PUT' }))).toBe('400 empty_body');
    expect(await errorOf(await fetch(api.path('bad')))).toBe('404 no_picture');
  });

  it('may have exactly the limit and no byte more', async () => {
    const { version } = await api.put('limit', png(1, 1000000));
    const answer = await fetch(api.path('limit'), { method: 'PUT', body: png(2, 1000001) });
    expect(await errorOf(answer)).toBe('413 body_too_large');
    expect((await api.get('limit')).version).toBe(version);
  });

  it('of each of the five allowed types is kept as WebP, whatever its header says', async () => {
    for (const [type, body] of Object.entries({ 'image/png': png(), ...TINY_PICTURES })) {
      const headers = { 'content-type': 'text/plain' };
      const answer = await fetch(api.path('typed'), { method: 'PUT', headers, body });
      expect([type, answer.status]).toEqual([type, 201]);
      const { contentType, url } = await api.get('typed');
      expect(contentType).toBe('image/webp');
      expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');
    }
  });

  it('that is damaged, cut off or of too many pixels is refused, and the picture of before stays', async () => {
    const { version } = await api.put('spared');
    const refuse = async (body: Buffer<ArrayBuffer>) =>
      errorOf(await fetch(api.path('spared'), { method: 'PUT', body }));
    for (const [type, body] of Object.entries({ 'image/png': png(2), ...TINY_PICTURES })) {
      const half = body.subarray(0, body.length / 2);
      expect([type, await refuse(half)]).toEqual([type, '415 damaged_image']);
    }
    expect(await refuse(pngOfClaimedSize(20000, 20000))).toBe('413 too_many_pixels');
    expect((await api.get('spared')).version).toBe(version);
  });

  it('sent in chunks of unknown total is taken', async () => {
    const parts = [png(3).subarray(0, 50), png(3).subarray(50)];
    const body = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.close();
      },
    });
    const options = { method: 'PUT', body, duplex: 'half' } as RequestInit;
    expect((await fetch(api.path('chunked'), options)).status).toBe(201);
    expect(await bytesOf(await api.get('chunked'))).toEqual(await madeOf(3));
  });
});

describe('a batch', () => {
  it('answers each user once, found or missing', async () => {
    await api.put('one');
    await api.put('two');
    const answer = await api.batch({ userIds: ['one', 'nobody', 'two', 'one', 'nobody'], size: 64 });
    expect(answer.pictures.map((picture) => picture.userId)).toEqual(['one', 'two']);
    expect(answer.missing).toEqual(['nobody']);
    expect(Math.abs(answer.serverTime - Date.now())).toBeLessThan(60000);
  });

  it('takes 200 ids and refuses 201, bad ids, bad sizes and what is not JSON', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `user ${index} ${'é'.repeat(50)}`);
    expect((await api.batch({ userIds: ids })).missing).toHaveLength(200);
    const refuse = async (body: string) =>
      errorOf(await fetch(`${server.api}/api/profile-pictures/batch`, { method: 'POST', body }));
    expect(await refuse(JSON.stringify({ userIds: [...ids, 'x'] }))).toBe('400 too_many_ids');
    expect(await refuse(JSON.stringify({ userIds: ['a\n'] }))).toBe('400 invalid_user_id');
    expect(await refuse(JSON.stringify({ userIds: ['a'], size: 100 }))).toBe('400 invalid_size');
    expect(await refuse('userIds=a')).toBe('400 invalid_body');
    expect(await refuse(`"${'a'.repeat(300000)}"`)).toBe('413 body_too_large');
  });
});

describe('user ids', () => {
  // fetch would take '.' and '..' out of a path, as browsers do; written raw they are names like others.
  const HOSTILE = [
    '..',
    '../../../etc/passwd',
    '/etc/passwd',
    '.',
    'a/../../b',
    '%2e%2e',
    '..\\..',
    'CON',
    'A',
    'a',
    '😀',
  ];
  const raw = (id: string) => `/api/profile-pictures/${encodeURIComponent(id)}`;

  it('that look like paths are only names', async () => {
    const versions = new Map<string, string>();
    for (const [index, id] of HOSTILE.entries()) {
      const answer = await request(server.api, raw(id), { method: 'PUT', body: png(index) });
      expect(answer.status).toBe(201);
      versions.set(id, (JSON.parse(answer.body) as Picture).version);
    }
    const { pictures } = await api.batch({ userIds: HOSTILE });
    expect(pictures.map((picture) => picture.userId)).toEqual(HOSTILE);
    for (const [index, picture] of pictures.entries()) {
      expect(picture.version).toBe(versions.get(picture.userId));
      expect(await bytesOf(picture)).toEqual(await madeOf(index));
      const single = await request(server.api, raw(picture.userId));
      expect((JSON.parse(single.body) as Picture).url).toBe(picture.url);
    }
  });

  it('in a raw target cannot leave the route', async () => {
    for (const target of [
      '/api/profile-pictures/../../../../etc/passwd',
      '/api/profile-pictures/..%2f..%2fetc%2fpasswd/../secret',
      '/../../etc/passwd',
      '//etc/passwd',
      '/api/profile-pictures/a/../../../healthz',
    ]) {
      expect((await request(server.api, target)).status).toBe(404);
    }
  });

  it('of 128 bytes are taken, longer, empty, broken and control ones refused', async () => {
    const longest = 'é'.repeat(64);
    expect((await api.put(longest)).userId).toBe(longest);
    for (const raw of [
      '',
      encodeURIComponent(`${longest}a`),
      '%00',
      'a%0a',
      '%7f',
      '%ff',
      '%c0%af',
      '%',
      '%4',
    ]) {
      const answer = await request(server.api, `/api/profile-pictures/${raw}`);
      expect(`${raw} ${answer.status}`).toBe(`${raw} 400`);
      expect(JSON.parse(answer.body).error.code).toBe('invalid_user_id');
    }
  });
});

describe('other routes', () => {
  it('say whether the server is alive and ready', async () => {
    expect((await fetch(`${server.api}/healthz`)).status).toBe(200);
    const ready = await fetch(`${server.api}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ objectStore: 'ok', urlCache: 'ok' });
  });

  it('count what was done', async () => {
    await api.put('counted');
    await api.get('counted');
    await api.get('counted');
    await fetch((await api.get('counted')).url);
    const text = await (await fetch(`${server.api}/metrics`)).text();
    for (const pattern of [
      /^ppc_http_requests_total\{route="picture",service="api",status="200"\} [1-9]/m,
      /^ppc_http_requests_total\{route="object",service="store",status="200"\} [1-9]/m,
      /^ppc_http_request_seconds_bucket\{route="picture",service="api",le="\+Inf"\} [1-9]/m,
      /^ppc_url_cache_lookups_total\{result="hit"\} [1-9]/m,
      /^ppc_signings_total [1-9]/m,
      /^ppc_http_connections [1-9]/m,
    ]) {
      expect(text).toMatch(pattern);
    }
    expect(text).not.toContain('counted');
  });

  it('refuse wrong methods and name the right ones', async () => {
    const answer = await fetch(api.path('ada'), { method: 'POST' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE, OPTIONS');
    expect(await errorOf(answer)).toBe('405 method_not_allowed');
  });

  it('let pages of the allowed origin in, and no other', async () => {
    const ask = async (origin: string) =>
      (await fetch(`${server.api}/healthz`, { headers: { origin } })).headers;
    expect((await ask('https://app.example')).get('access-control-allow-origin')).toBe('https://app.example');
    expect((await ask('https://evil.example')).get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(api.path('ada'), {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});
