import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, CONTROL, type SeenRequest } from './world-protocol.js';

/** The server's side of the world. */
export class WorldServer {
  readonly #answers = new Map<string, Answer>();
  readonly #seen: SeenRequest[] = [];
  readonly #held = new Map<string, (() => void)[]>();
  readonly #watchers = new Set<() => void>();
  storeOrigin = '';

  /** False: the request is none of the world's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://world');
    if (pathname.startsWith(CONTROL)) {
      void this.#control(pathname.slice(CONTROL.length), searchParams, request, response);
      return true;
    }
    const answer = this.#answers.get(pathname);
    if (answer === undefined) return false;
    void this.#give(pathname, answer, request, response);
    return true;
  }

  async #control(verb: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse) {
    const path = query.get('path') ?? '';
    const reply = (value: unknown): void => {
      response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store');
      response.end(JSON.stringify(value));
    };
    if (verb === 'answer') {
      this.#answers.set(path, JSON.parse(await textOf(request)) as Answer);
      reply(null);
    } else if (verb === 'release') {
      for (const release of this.#held.get(path) ?? []) release();
      this.#held.delete(path);
      reply(null);
    } else if (verb === 'requests') reply(this.#requests(path));
    else if (verb === 'store') reply(this.storeOrigin);
    else if (verb === 'until') this.#until(path, query, () => reply(null));
    else response.writeHead(404).end();
  }

  #requests(path: string): SeenRequest[] {
    return this.#seen.filter(({ url }) => url.split('?')[0] === path);
  }

  /** Answers when so many requests for the path were seen, or so many given up. */
  #until(path: string, query: URLSearchParams, done: () => void): void {
    const look = (): void => {
      const requests = this.#requests(path).filter(({ aborted }) => aborted || query.get('aborted') === null);
      if (requests.length < Number(query.get('count'))) return;
      this.#watchers.delete(look);
      done();
    };
    this.#watchers.add(look);
    look();
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look();
  }

  async #give(
    path: string,
    answer: Answer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: await textOf(request),
      aborted: false,
    };
    this.#seen.push(seen);
    response.on('close', () => {
      seen.aborted = !response.writableFinished;
      this.#tell();
    });
    this.#tell();
    if (answer.down) return void response.destroy();
    if (answer.held === 'head') await this.#release(path);
    await send(answer, response, () => this.#release(path));
  }

  #release(path: string): Promise<void> {
    return new Promise((resolve) => {
      this.#held.set(path, [...(this.#held.get(path) ?? []), resolve]);
    });
  }
}

async function send(answer: Answer, response: ServerResponse, released: () => Promise<void>): Promise<void> {
  const { status = 200, body = '', times = 1 } = answer;
  const copy = Buffer.from(body as string);
  response.writeHead(status, {
    ...cors(answer),
    'cache-control': 'no-store',
    ...answer.headers,
    ...length(answer, copy),
  });
  if (answer.held === 'body') {
    response.write(copy);
    await released();
  }
  for (let i = answer.held === 'body' ? 1 : 0; i < times && !response.destroyed; i++) response.write(copy);
  if (answer.truncated) response.write('', () => response.destroy());
  else response.end();
}

function cors({ withoutCors }: Answer): Record<string, string> {
  return withoutCors
    ? {}
    : { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag', vary: 'Origin' };
}

function length({ truncated, times = 1 }: Answer, copy: Buffer): Record<string, string> {
  return truncated ? { 'content-length': String(copy.byteLength * times + 1) } : {};
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Another origin that serves the same world. */
export async function listen(world: WorldServer): Promise<{ origin: string; server: Server }> {
  const server = createServer((request, response) => {
    if (!world.handle(request, response))
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
