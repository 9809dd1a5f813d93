import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a server on this machine and passes everything on, answers as late as a test says. */
export class Relay {
  /** Milliseconds that each answer is held back. */
  delay = 0;
  /** Nothing that clients send arrives. */
  swallows = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer((client) => this.#join(client, connect(target, '127.0.0.1')));
  }

  static async start(target: number): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  /** Ends every connection there is; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    let last = 0;
    client.on('data', (bytes) => {
      if (!this.swallows) server.write(bytes);
    });
    server.on('data', (bytes) => {
      // Never before what came earlier, when the delay has become shorter.
      last = Math.max(last, performance.now() + this.delay);
      setTimeout(() => client.write(bytes), last - performance.now());
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
