/**
 * Everything outside the browser: the pages of the contenders, a backend that takes 350 ms for each call and an object store that
 * takes 30 ms for each image, on one origin, over HTTP/1.1 or over HTTP/2 with TLS.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { extname, join } from 'node:path';
import { picture } from './pictures.mjs';

const BACKEND_MS = 350;
const STORE_MS = 30;
const SIGNED_FOR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const NOWHERE = { calls: 0, images: 0, imageBytes: 0 };

class World {
  #pages;
  #counts = { ...NOWHERE };
  #pictures = new Map();
  /**
   * As S3: an object has a version and the time of its last change, and nothing is said of caching it. A browser then takes it as
   * fresh for a tenth of its age (RFC 9111, 4.2.2): three days, for those who ask for the same signed address again.
   */
  #changedAt = new Date(Date.now() - 30 * DAY_MS).toUTCString();
  /** Milliseconds that the server's clock is ahead of this computer's. */
  clockOffset = 0;
  /** Offline: the pages are there still, as from a worker that keeps the shell, and nothing else is. */
  offline = false;

  constructor(pages) {
    this.#pages = pages;
  }

  /** What came since the last time: backend calls, image requests and bytes of images sent. */
  take() {
    const counts = this.#counts;
    this.#counts = { ...NOWHERE };
    return counts;
  }

  handle(request, response) {
    const { pathname, searchParams } = new URL(request.url, 'http://world');
    if (!pathname.startsWith('/api/') && !pathname.startsWith('/store/'))
      return this.#page(pathname, response);
    if (this.offline) return breakOff(request);
    if (pathname.startsWith('/store/')) return this.#image(request, pathname, searchParams, response);
    return this.#call(request, pathname, response);
  }

  #now() {
    return Date.now() + this.clockOffset;
  }

  #page(pathname, response) {
    const file = extname(pathname) === '' ? `${pathname}index.html` : pathname;
    try {
      const body = readFileSync(join(this.#pages, file));
      send(
        response,
        200,
        { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'cache-control': 'no-cache' },
        body,
      );
    } catch {
      send(response, 404, {}, '');
    }
  }

  #call(request, pathname, response) {
    this.#counts.calls += 1;
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () =>
      setTimeout(() => this.#answer(pathname, Buffer.concat(chunks), response), BACKEND_MS),
    );
  }

  #answer(pathname, body, response) {
    const isBatch = pathname.endsWith('/batch');
    const ids = isBatch ? JSON.parse(body).userIds : [decodeURIComponent(pathname.split('/').pop())];
    const pictures = ids.map((userId) => this.#record(userId));
    const serverTime = this.#now();
    const answer = isBatch ? { pictures, missing: [], serverTime } : { ...pictures[0], serverTime };
    send(
      response,
      200,
      { 'content-type': 'application/json', 'cache-control': 'no-store' },
      JSON.stringify(answer),
    );
  }

  /** Signed anew at each call, as presigned URLs are. */
  #record(userId) {
    const expiresAt = this.#now() + SIGNED_FOR_MS;
    const signature = randomBytes(32).toString('hex');
    const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${expiresAt}&X-Amz-Expires=3600&X-Amz-Signature=${signature}`;
    const bytes = this.#bytesOf(userId).length;
    return {
      userId,
      url: `/store/${userId}.png?${query}`,
      version: `v1-${userId}`,
      expiresAt,
      contentType: 'image/png',
      bytes,
    };
  }

  #bytesOf(userId) {
    if (!this.#pictures.has(userId)) this.#pictures.set(userId, picture(Number(userId.slice(1))));
    return this.#pictures.get(userId);
  }

  #image(request, pathname, query, response) {
    this.#counts.images += 1;
    setTimeout(() => {
      if (Number(query.get('X-Amz-Date')) < this.#now()) return send(response, 403, {}, '');
      const userId = pathname.slice('/store/'.length, -'.png'.length);
      const headers = {
        'content-type': 'image/png',
        etag: `"v1-${userId}"`,
        'last-modified': this.#changedAt,
      };
      if (request.headers['if-none-match'] === headers.etag) return send(response, 304, headers, '');
      const bytes = this.#bytesOf(userId);
      this.#counts.imageBytes += bytes.length;
      send(response, 200, { ...headers, 'content-length': bytes.length }, bytes);
    }, STORE_MS);
  }
}

function send(response, status, headers, body) {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}

/** As a server that cannot be reached. */
function breakOff(request) {
  if (request.stream !== undefined) request.stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
  else request.socket.destroy();
}

/** Serves the folder `pages`. Resolves to { world, url, stop }. `protocol`: 'http1' or 'http2', which needs a `certificate`. */
export async function startWorld({ pages, protocol, certificate }) {
  const world = new World(pages);
  const handle = (request, response) => world.handle(request, response);
  const secure = protocol === 'http2';
  const server = secure
    ? http2.createSecureServer({ key: certificate.key, cert: certificate.cert, allowHTTP1: true }, handle)
    : http.createServer(handle);
  const sockets = new Set();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      for (const socket of sockets) socket.destroy();
    });
  return { world, url: `${secure ? 'https' : 'http'}://127.0.0.1:${server.address().port}`, stop };
}
