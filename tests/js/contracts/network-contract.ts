import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IMAGE_TYPES } from '../../../js/shared/image-type.js';
import { createNetworkShim, type NetworkShimOptions } from '../../../js/shims/network.js';
import type { DownloadCache, DownloadOutcome } from '../../../js/shims/types.js';
import { FIRST_BYTES, pngBytes } from '../support/image-bytes.js';
import { uniqueName, type World } from '../support/world.js';
import type { Answer } from '../support/world-protocol.js';

const PNG = [...new Uint8Array(pngBytes(1000))];
const never = new AbortController().signal;

/** What L4 makes of a real server, with whatever fetch there is. */
export function networkContract(name: string, open: () => Promise<World>): void {
  describe(`${name} keeps the contract of L4`, () => {
    let world: World;
    let base: string;
    let picture: string;

    beforeAll(async () => {
      world = await open();
    });
    beforeEach(() => {
      base = `/${uniqueName('api')}`;
      picture = `/${uniqueName('store')}/picture.png`;
    });

    const shim = (options: NetworkShimOptions = {}) =>
      createNetworkShim({ baseUrl: world.origin + base, maxPictureBytes: 2000, ...options });
    const describeAll = async (answer: Answer, options: NetworkShimOptions = {}, signal = never) => {
      await world.answer(`${base}/batch`, answer);
      return shim(options).describe(['ada', 'ünï/1'], 256, signal);
    };
    const download = async (
      answer: Answer,
      cache: DownloadCache = 'default',
      signal = never,
    ): Promise<DownloadOutcome> => {
      await world.answer(picture, answer);
      return shim().download(`${world.storeOrigin}${picture}?signature=secret`, cache, signal);
    };
    const image = (answer: Answer = {}): Answer => ({
      body: PNG,
      ...answer,
      headers: { 'content-type': 'image/png', etag: '"v1"', ...answer.headers },
    });

    test('describe posts the ids and the size, and hands the answer on as text', async () => {
      expect(await describeAll({ body: '{"pictures":[] }' })).toEqual({ ok: true, body: '{"pictures":[] }' });
      const [request, ...more] = await world.requests(`${base}/batch`);
      expect(more).toEqual([]);
      expect(request).toMatchObject({ method: 'POST', url: `${base}/batch` });
      expect(JSON.parse(request?.body ?? '')).toEqual({ userIds: ['ada', 'ünï/1'], size: 256 });
      expect(request?.headers['content-type']).toBe('application/json');
    });

    test('extra headers are asked for at each call and go to the backend only', async () => {
      let token = 0;
      const headers = () => ({ 'x-token': `t${++token}` });
      await describeAll({ body: '{}' }, { headers });
      await describeAll({ body: '{}' }, { headers });
      const sent = (await world.requests(`${base}/batch`)).map((request) => request.headers['x-token']);
      expect(sent).toEqual(['t1', 't2']);
      await world.answer(picture, image());
      await shim({ headers }).download(world.storeOrigin + picture, 'default', never);
      const [toStore] = await world.requests(picture);
      expect(toStore?.headers['x-token']).toBeUndefined();
    });

    test('headers that cannot be had are as no network', async () => {
      const headers = (): never => {
        throw new Error('no token');
      };
      expect(await describeAll({}, { headers })).toMatchObject({ ok: false, failure: 'unreachable' });
    });

    test.each([
      [400, 'badAnswer'],
      [401, 'unauthorized'],
      [403, 'unauthorized'],
      [404, 'badAnswer'],
      [429, 'server'],
      [500, 'server'],
      [503, 'server'],
    ])('status %i of the backend is %j', async (status, failure) => {
      const outcome = await describeAll({ status, body: '{"error":{"code":"x","message":"y"}}' });
      expect(outcome).toEqual({ ok: false, failure, retryAfterMs: 0 });
    });

    test.each([
      ['7', 7000],
      [' 120 ', 120_000],
      [new Date(1_700_000_090_000).toUTCString(), 90_000],
      [new Date(1_600_000_000_000).toUTCString(), 0],
      ['soon', 0],
      ['-5', 0],
    ])('Retry-After %j asks for %i ms', async (value, retryAfterMs) => {
      const answer = { status: 503, headers: { 'retry-after': value } };
      const outcome = await describeAll(answer, { now: () => 1_700_000_000_000 });
      expect(outcome).toEqual({ ok: false, failure: 'server', retryAfterMs });
    });

    test('a backend that cuts the connection is unreachable, before and within the answer', async () => {
      const unreachable = { ok: false, failure: 'unreachable', retryAfterMs: 0 };
      expect(await describeAll({ down: true })).toEqual(unreachable);
      expect(await describeAll({ body: '{"pictures":', truncated: true })).toEqual(unreachable);
    });

    test('an aborted describe is given up at the backend and is unreachable', async () => {
      const abort = new AbortController();
      const outcome = describeAll({ held: 'head' }, {}, abort.signal);
      await world.arrived(`${base}/batch`);
      abort.abort();
      expect(await outcome).toEqual({ ok: false, failure: 'unreachable', retryAfterMs: 0 });
      await world.givenUp(`${base}/batch`);
    });

    test('an upload puts the bytes with their type and hands on the new record of the size it named', async () => {
      const url = `${base}/${encodeURIComponent('ünï/1')}`;
      await world.answer(url, { status: 201, body: '{"version":"v2"}' });
      const file = new Blob(['PNG'], { type: 'image/png' });
      expect(await shim().upload('ünï/1', 256, file)).toEqual({ ok: true, body: '{"version":"v2"}' });
      const [request] = await world.requests(url);
      expect(request).toMatchObject({ method: 'PUT', body: 'PNG', url: `${url}?size=256` });
      expect(request?.headers['content-type']).toBe('image/png');
    });

    test.each([
      [413, 'tooLarge'],
      [415, 'notAnImage'],
    ])('status %i of an upload is %j', async (status, failure) => {
      await world.answer(`${base}/ada`, { status });
      const outcome = await shim().upload('ada', 128, new Blob(['x']), never);
      expect(outcome).toEqual({ ok: false, failure, retryAfterMs: 0 });
    });

    test('a download brings the bytes, their type and the version without its quotes', async () => {
      const outcome = await download(image());
      if (!outcome.ok) throw new Error(outcome.failure);
      expect([...new Uint8Array(outcome.bytes)]).toEqual(PNG);
      expect(outcome).toMatchObject({ contentType: 'image/png', version: 'v1' });
      const [request] = await world.requests(picture);
      expect(request?.url).toBe(`${picture}?signature=secret`);
    });

    test.each([
      ['"a\\"b"', 'a\\"b'],
      ['W/"weak"', 'weak'],
      ['bare', 'bare'],
      ['""', ''],
    ])('the ETag %j names the version %j', async (etag, version) => {
      expect(await download(image({ headers: { etag } }))).toMatchObject({ ok: true, version });
    });

    test.each(IMAGE_TYPES)('%s is a picture', async (contentType) => {
      const body = [...FIRST_BYTES[contentType], ...PNG];
      const outcome = await download({ body, headers: { 'content-type': `${contentType}; charset=binary` } });
      expect(outcome).toMatchObject({ ok: true, contentType });
    });

    test('of two allowed types the bytes are right', async () => {
      const outcome = await download(image({ headers: { 'content-type': 'IMAGE/JPEG' } }));
      expect(outcome).toMatchObject({ ok: true, contentType: 'image/png' });
    });

    test.each<[string, Answer]>([
      ['an HTML page', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
      ['an HTML page that calls itself a PNG', { body: '<html>Sign in</html>' }],
      [
        'an SVG',
        { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', headers: { 'content-type': 'image/svg+xml' } },
      ],
      ['an SVG that calls itself a PNG', { body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
      ['a PNG that calls itself an SVG', { headers: { 'content-type': 'image/svg+xml' } }],
      ['a PNG that calls itself nothing', { headers: { 'content-type': 'application/octet-stream' } }],
      ['an empty body', { body: '' }],
      ['the first four bytes of a PNG', { body: PNG.slice(0, 4) }],
      ['a part of a picture', { status: 206 }],
    ])('%s is not an image', async (_, answer) => {
      expect(await download(image(answer))).toEqual({ ok: false, failure: 'notAnImage' });
    });

    test('a picture of exactly the limit is taken, one of a byte more is too large', async () => {
      expect(await download(image({ body: [...new Uint8Array(pngBytes(2000))] }))).toMatchObject({
        ok: true,
      });
      const outcome = await download(image({ body: [...new Uint8Array(pngBytes(2001))] }));
      expect(outcome).toEqual({ ok: false, failure: 'tooLarge' });
    });

    test('a picture 200 kB over the limit is given up while it arrives', async () => {
      const outcome = await download(
        image({ body: [...new Uint8Array(pngBytes(202_000))], held: 'body', times: 2 }),
      );
      expect(outcome).toEqual({ ok: false, failure: 'tooLarge' });
      await world.givenUp(picture);
    });

    test('a picture whose end is missing is unreachable', async () => {
      expect(await download(image({ truncated: true }))).toEqual({ ok: false, failure: 'unreachable' });
    });

    test.each([
      [401, 'forbidden'],
      [403, 'forbidden'],
      [404, 'outdated'],
      [410, 'outdated'],
      [429, 'server'],
      [500, 'server'],
      [503, 'server'],
    ])('status %i of the object store is %j', async (status, failure) => {
      expect(await download(image({ status }))).toEqual({ ok: false, failure });
    });

    test('an aborted download is given up at the store and is unreachable', async () => {
      const abort = new AbortController();
      const outcome = download(image({ held: 'body', times: 2 }), 'default', abort.signal);
      await world.arrived(picture);
      abort.abort();
      expect(await outcome).toEqual({ ok: false, failure: 'unreachable' });
      await world.givenUp(picture);
    });

    test('an object store that is down is unreachable', async () => {
      expect(await download({ down: true })).toEqual({ ok: false, failure: 'unreachable' });
    });

    test('an address that is none is unreachable', async () => {
      expect(await shim().download('http://[', 'default', never)).toEqual({
        ok: false,
        failure: 'unreachable',
      });
    });
  });
}
