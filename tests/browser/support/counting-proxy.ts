import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request that crossed the network. */
export interface Crossing {
  method: string;
  path: string;
}

/** A door between the browser and a server: it counts what crosses it, can be shut, and can hold answers back. */
export interface CountingProxy {
  url: string;
  /** What crossed, or tried to while the door was shut, since the start or the last take(). */
  take(): Crossing[];
  /** Shut: every connection is broken, as with a server that is gone. */
  setDown(down: boolean): void;
  /** Requests for which `matches` holds wait, after they reached this door, until release(). `arrived` counts them. */
  hold(matches: (crossing: Crossing) => boolean): Hold;
  /** The next `count` requests are answered 403 as S3 does when a signature is no longer good. */
  refuse(count: number): void;
  stop(): Promise<void>;
}

export interface Hold {
  /** Resolves when at least `count` requests wait. */
  arrived(count: number): Promise<void>;
  release(): void;
}

/** `answer` handles a request itself and returns true, or leaves it to the target. */
export async function startCountingProxy(
  target: () => string,
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => boolean = () => false,
): Promise<CountingProxy> {
  let crossings: Crossing[] = [];
  let down = false;
  let refusals = 0;
  let holding: HeldRequests | null = null;
  const sockets = new Set<Socket>();
  const server = http.createServer(async (request, response) => {
    if (answer(request, response)) return;
    const crossing = { method: request.method ?? '', path: request.url ?? '' };
    crossings.push(crossing);
    await holding?.wait(crossing);
    if (down) request.socket.destroy();
    else if (refusals > 0) {
      refusals -= 1;
      refuse(response);
    } else forward(target(), request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = crossings;
      crossings = [];
      return taken;
    },
    setDown: (value) => {
      down = value;
    },
    hold: (matches) => {
      holding?.release();
      holding = new HeldRequests(matches);
      return holding;
    },
    refuse: (count) => {
      refusals = count;
    },
    stop: async () => {
      holding?.release();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

class HeldRequests implements Hold {
  readonly #matches: (crossing: Crossing) => boolean;
  readonly #released: Promise<void>;
  #release: () => void = () => {};
  #count = 0;
  #watchers: (() => void)[] = [];

  constructor(matches: (crossing: Crossing) => boolean) {
    this.#matches = matches;
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  async wait(crossing: Crossing): Promise<void> {
    if (!this.#matches(crossing)) return;
    this.#count += 1;
    for (const watcher of this.#watchers) watcher();
    await this.#released;
  }

  async arrived(count: number): Promise<void> {
    while (this.#count < count) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  release(): void {
    this.#release();
  }
}

/** The body is what S3 says of a presigned URL that has run out. */
function refuse(response: http.ServerResponse): void {
  response.writeHead(403, { 'access-control-allow-origin': '*', 'content-type': 'application/xml' });
  response.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>');
}

/** The Host header stays: it is part of what a presigned URL signs. */
function forward(target: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { method, headers, url } = request;
  const options = { method: method ?? 'GET', headers };
  const onward = http.request(new URL(url ?? '/', target), options, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
