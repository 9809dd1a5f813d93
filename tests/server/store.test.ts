import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, bytesOf, eventually, request, xmlErrorOf } from './support/http.js';
import { png } from './support/png.js';

let server: RunningServer;
let api: Api;
let url: string;
let version: string;
let bytes: Buffer;

beforeAll(async () => {
  server = await startServer();
  api = new Api(server.api);
  ({ url, version } = await api.put('ada', png(1)));
  bytes = await bytesOf(await api.put('grace', png(1)));
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

describe('a signed URL', () => {
  it('gives the bytes to any page, with a readable ETag', async () => {
    const answer = await fetch(url, { headers: { origin: 'https://any.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('etag')).toBe(`"${version}"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=3[56]\d\d$/);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('is refused when anything in it was changed', async () => {
    const at = new URL(url);
    const changed = [
      url.replace(/X-Amz-Signature=./, (part) => part.slice(0, -1) + (part.endsWith('0') ? '1' : '0')),
      url.replace('X-Amz-Expires=3600', 'X-Amz-Expires=3601'),
      url.replace(/x-version=./, (part) => part.slice(0, -1) + (part.endsWith('0') ? '1' : '0')),
      `${url}&x=1`,
      url.replace(at.pathname, `${at.pathname}x`),
    ];
    for (const wrong of changed)
      expect(await xmlErrorOf(await fetch(wrong))).toBe('403 SignatureDoesNotMatch');
    expect(await xmlErrorOf(await fetch(url.split('?')[0] ?? ''))).toBe('403 AccessDenied');
  });

  it('is refused for another method or host', async () => {
    expect(await xmlErrorOf(await fetch(url, { method: 'PUT', body: png(2) }))).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await xmlErrorOf(await fetch(url, { method: 'DELETE' }))).toBe('403 SignatureDoesNotMatch');
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(403);
    const target = url.slice(server.store.length);
    const other = await request(server.store, target, { headers: { host: 'store.example' } });
    expect(other.status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  });

  it('is answered 304 and 206 as asked', async () => {
    const known = await fetch(url, { headers: { 'if-none-match': `"${version}"` } });
    expect(known.status).toBe(304);
    const part = await fetch(url, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 0-3/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(0, 4));
    const beyond = { range: `bytes=${bytes.length}-` };
    expect(await xmlErrorOf(await fetch(url, { headers: beyond }))).toBe('416 InvalidRange');
    expect(await xmlErrorOf(await fetch(url, { headers: { 'if-match': '"x"' } }))).toBe(
      '412 PreconditionFailed',
    );
  });

  it('needs no signature for a preflight', async () => {
    const answer = await fetch(url.split('?')[0] ?? '', {
      method: 'OPTIONS',
      headers: { origin: 'https://any.example', 'access-control-request-method': 'GET' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('cannot be had for listing, the secret or other files', async () => {
    for (const target of [
      '/',
      '/profile-pictures',
      '/profile-pictures/',
      '/../secret',
      '/profile-pictures/../../secret',
    ]) {
      expect((await request(server.store, target)).status).toBe(403);
    }
  });

  it('is never written to the log', async () => {
    const talking = await startServer({ args: ['--log-level', 'debug'] });
    const picture = await new Api(talking.api).put('ada');
    await fetch(picture.url);
    await fetch(`${picture.url}&x=1`);
    await talking.stop();
    expect(talking.log()).toContain('"path":"/profile-pictures/users/');
    expect(talking.log()).not.toContain('X-Amz');
    expect(talking.log()).not.toContain('?');
  });
});

describe('time', () => {
  it('ends a URL: it works, and then it is refused', async () => {
    const brief = await startServer({ args: ['--url-lifetime-seconds', '2'] });
    const briefApi = new Api(brief.api);
    await briefApi.put('ada');
    const picture = await briefApi.get('ada');
    expect(picture.expiresAt - picture.serverTime).toBeLessThanOrEqual(2000);
    expect((await fetch(picture.url)).status).toBe(200);
    await eventually(async () => (await fetch(picture.url)).status === 403);
    const refused = await fetch(picture.url);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(await refused.text()).toContain('Request has expired');
    expect((await fetch((await briefApi.get('ada')).url)).status).toBe(200);
    await brief.stop();
  });

  it('is what the store refuses a URL of tomorrow for, and tomorrow one of today', async () => {
    const shared = ['--secret-key', 'a-secret-for-two-servers', '--public-store-url', server.store];
    const today = await startServer({ args: shared });
    const tomorrow = await startServer({ args: [...shared, '--clock-offset-seconds', '86400'] });
    const early = await new Api(tomorrow.api).put('ada');
    const late = await new Api(today.api).put('ada');
    expect(early.serverTime - late.serverTime).toBeGreaterThan(86000000);
    const ask = async (store: string, signed: string) => {
      const { host } = new URL(server.store);
      const answer = await request(store, signed.slice(server.store.length), { headers: { host } });
      return `${answer.status} ${/<Message>(.*)<\/Message>/.exec(answer.body)?.[1] ?? ''}`;
    };
    expect(await ask(today.store, late.url)).toBe('200 ');
    expect(await ask(today.store, early.url)).toBe('403 Request is not yet valid');
    expect(await ask(tomorrow.store, late.url)).toBe('403 Request has expired');
    await today.stop();
    await tomorrow.stop();
  });
});
