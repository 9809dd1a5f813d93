import net from 'node:net';

/** One kept connection that asks the same again and again; ask() resolves to the milliseconds until the answer is whole. */
export class KeptConnection {
  #socket;
  #request;
  #received = Buffer.alloc(0);
  #arrived = () => {};

  constructor(port, request) {
    this.#request = Buffer.from(request);
    this.#socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    this.#socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#arrived();
    });
  }

  /** The last answer, head included. */
  get received() {
    return this.#received;
  }

  async ask() {
    const started = performance.now();
    this.#received = Buffer.alloc(0);
    const whole = new Promise((resolve) => {
      this.#arrived = () => {
        if (isWhole(this.#received, this.#request)) resolve();
      };
    });
    this.#socket.write(this.#request);
    await whole;
    const took = performance.now() - started;
    const status = this.#received.toString('latin1', 9, 12);
    if (status !== '200') throw new Error(`answered ${status}: ${this.#received.toString('utf8')}`);
    return took;
  }

  close() {
    this.#socket.destroy();
  }
}

/** The answer to a lookup, head included. */
export async function answerOf({ port }, path) {
  const connection = new KeptConnection(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  await connection.ask();
  connection.close();
  return connection.received;
}

function isWhole(received, request) {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (request.subarray(0, 5).toString() === 'HEAD ') return true;
  const head = received.toString('latin1', 0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  return received.length >= end + 4 + length;
}
