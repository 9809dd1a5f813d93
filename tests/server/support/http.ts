import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { png } from './png.js';

export interface Picture {
  userId: string;
  url: string;
  version: string;
  expiresAt: number;
  contentType: string;
  bytes: number;
  serverTime: number;
}

export interface BatchAnswer {
  pictures: Picture[];
  missing: string[];
  serverTime: number;
}

/** The API of a running server, as a client sees it. */
export class Api {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  path(userId: string, rest = ''): string {
    return `${this.#origin}/api/profile-pictures/${encodeURIComponent(userId)}${rest}`;
  }

  async put(userId: string, bytes: Buffer<ArrayBuffer> = png()): Promise<Picture> {
    const answer = await fetch(this.path(userId), { method: 'PUT', body: bytes });
    if (answer.status !== 201) throw new Error(`PUT was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Picture;
  }

  async get(userId: string, rest = ''): Promise<Picture> {
    const answer = await fetch(this.path(userId, rest));
    if (answer.status !== 200) throw new Error(`GET was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Picture;
  }

  async batch(body: unknown): Promise<BatchAnswer> {
    const answer = await fetch(`${this.#origin}/api/profile-pictures/batch`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (answer.status !== 200)
      throw new Error(`the batch was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as BatchAnswer;
  }
}

/** What the signed URL leads to. */
export async function bytesOf({ url }: Picture): Promise<Buffer> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`GET was answered ${answer.status}: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Status and error code of the API: "404 no_picture". */
export async function errorOf(answer: Response): Promise<string> {
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  if (typeof error.message !== 'string') throw new Error('an error has no message');
  return `${answer.status} ${error.code}`;
}

/** Code of S3's XML error, with the status: "403 AccessDenied". */
export async function xmlErrorOf(answer: Response): Promise<string> {
  return `${answer.status} ${/<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]}`;
}

/** A request whose target goes out exactly as written: fetch would normalise it. */
export function request(
  origin: string,
  target: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  return new Promise((found, failed) => {
    const { hostname, port } = new URL(origin);
    const { method = 'GET', headers = {}, body } = options;
    const sent = http.request({ hostname, port, path: target, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => found({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

/** A connection on which a test writes what it likes. */
export class RawConnection {
  readonly #socket: net.Socket;
  #received = '';
  #closed = false;
  #watchers: (() => void)[] = [];

  /** With `goesOn` it may still send when the server has ended its side. */
  constructor(origin: string, goesOn = false) {
    const { hostname, port } = new URL(origin);
    this.#socket = net.connect({ port: Number(port), host: hostname, allowHalfOpen: goesOn });
    this.#socket.setEncoding('latin1').on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  write(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** Everything received once `until` holds for it; fails when the connection closes before. */
  async received(until: (text: string) => boolean): Promise<string> {
    while (!until(this.#received)) {
      if (this.#closed) throw new Error(`closed after: ${this.#received}`);
      await this.#change();
    }
    return this.#received;
  }

  /** Everything received until the server has closed. */
  async closed(): Promise<string> {
    while (!this.#closed) await this.#change();
    return this.#received;
  }

  /** Sends `piece` again and again, as fast as it is taken, until the server has closed; how many bytes were sent. */
  async flood(piece: Buffer): Promise<number> {
    while (!this.#closed) {
      while (this.#socket.write(piece));
      await Promise.race([once(this.#socket, 'drain').catch(() => {}), this.closed()]);
    }
    return this.#socket.bytesWritten;
  }

  /** The final status line's number of everything received; waits for a whole head. */
  async status(): Promise<number> {
    const text = await this.received((received) => finalHead(received) !== null);
    return Number(finalHead(text)?.slice(9, 12));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** The first whole head that is not 100 Continue. */
function finalHead(text: string): string | null {
  const start = text.startsWith('HTTP/1.1 100') ? text.indexOf('\r\n\r\n') + 4 : 0;
  const end = text.indexOf('\r\n\r\n', start);
  return end < 0 ? null : text.slice(start, end);
}

/** The status of one raw request. */
export async function rawStatus(origin: string, text: string | Buffer): Promise<number> {
  const connection = new RawConnection(origin);
  connection.write(text);
  const status = await connection.status();
  connection.destroy();
  return status;
}

/** Asks until the answer is as wished, at most for `limitMs`. */
export async function eventually(wished: () => Promise<boolean>, limitMs = 15000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await wished())) {
    // What is waited for may need this process, too.
    await new Promise((resolve) => setImmediate(resolve));
    if (Date.now() > end) throw new Error(`did not come true within ${limitMs} ms`);
  }
}
