import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect as tcpConnect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const LIMIT_MS = 60_000;
const PAUSE_MS = 20;

/** What is left running when a test run ends early is ended with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Another program's process, ended by its pid. */
export class Started {
  readonly child: ChildProcess;
  #output = '';

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
    running.add(this.child);
    this.child.once('close', () => running.delete(this.child));
    this.child.once('error', (error) => {
      this.#output += String(error);
    });
  }

  /** The last of what it has written. */
  get output(): string {
    return this.#output;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it and waits until it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.alive) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGCONT');
    this.child.kill(signal);
    await closed;
  }

  /** Asks until `ready` holds; fails with the program's own words when it ends or takes too long. */
  async until(ready: () => Promise<boolean>): Promise<void> {
    await eventuallyTrue(ready, () => {
      if (!this.alive) throw new Error(`${this.child.spawnfile} ended: ${this.#output}`);
    });
  }
}

/** Asks again and again, with a short pause between; `check` may give up by throwing. */
export async function eventuallyTrue(
  wished: () => Promise<boolean>,
  check: () => void = () => {},
  limitMs = LIMIT_MS,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await wished())) {
    check();
    if (Date.now() > end) throw new Error(`did not come true within ${limitMs} ms`);
    await wait(PAUSE_MS);
  }
}

/** Whether something accepts connections there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tcpConnect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Linux gives outgoing connections the ports from 32768 on: one found free there may be taken the next moment. */
const PORTS = { from: 11_000, below: 32_768 };
const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on, nor `besides` above it; no two calls give the same. */
export async function freePort(besides = 0): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.below - besides - PORTS.from));
    const needed = besides === 0 ? [port] : [port, port + besides];
    if (needed.some((each) => given.has(each))) continue;
    for (const each of needed) given.add(each);
    if ((await Promise.all(needed.map(isFree))).every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
