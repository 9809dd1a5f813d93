import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, eventually, RawConnection } from './support/http.js';
import { metric } from './support/metrics.js';
import { png } from './support/png.js';

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer({ args: ['--header-timeout-ms', '2000', '--log-level', 'warning'] });
  api = new Api(server.api);
  await api.put('ada');
});

afterAll(() => server.stop());

/** Kilobytes of memory that are the process' own. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WHOLE = 'GET /api/profile-pictures/ada HTTP/1.1\r\nHost: h\r\n\r\n';

/** Requests that no server should take, each a little different. */
const SHAPES: ((n: number) => string)[] = [
  (n) => WHOLE.replace('Host: h\r\n', n % 2 ? '' : 'Host: a\r\nHost: b\r\n'),
  (n) => WHOLE.replace('HTTP/1.1', `HTTP/${n % 9}.${(n % 7) + 2}`),
  (n) => WHOLE.replace('/ada', `/ada${String.fromCharCode(1 + (n % 31))}`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nX${n} : space before the colon`),
  (n) => WHOLE.replace('/ada', `/${'x'.repeat(8200 + n)}`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nX: ${'y'.repeat(8200 + n)}`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nContent-Length: ${n}\r\nTransfer-Encoding: chunked`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nContent-Length: ${n}\r\nContent-Length: ${n + 1}`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nContent-Length: -${n + 1}`),
  (n) => WHOLE.replace('Host: h', `Host: h\r\nTransfer-Encoding: chunked, x${n}`),
  (n) => WHOLE.replace('GET', `G${String.fromCharCode(128 + (n % 128))}T`),
  (n) => `${String.fromCharCode(n % 256).repeat(20 + (n % 50))}\r\n\r\n`,
];

describe('a server under abuse', () => {
  it('serves others at once beside 200 idle connections and 50 that drip their header', async () => {
    const idle = Array.from({ length: 200 }, () => new RawConnection(server.api));
    const slow = Array.from({ length: 50 }, () => new RawConnection(server.api));
    for (const connection of slow) connection.write('GET /healthz HTTP/1.1\r\nX: ');
    let dripping = true;
    const drip = (async () => {
      while (dripping) {
        for (const connection of slow) connection.write('y');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const times: number[] = [];
    for (let i = 0; i < 200; i += 1) {
      const begun = performance.now();
      await api.get('ada');
      times.push(performance.now() - begun);
    }
    expect(times.sort((a, b) => a - b)[190]).toBeLessThan(50);
    expect(await metric(server.api, 'ppc_http_connections')).toBeGreaterThanOrEqual(250);
    // What arrives does not move the deadline.
    for (const connection of slow) expect(await connection.status()).toBe(408);
    dripping = false;
    await drip;
    expect(await metric(server.api, 'ppc_http_refused_total{reason="request_timeout"}')).toBe(50);
    for (const connection of [...idle, ...slow]) connection.destroy();
  });

  it('refuses 1000 malformed requests, and neither dies nor grows', async () => {
    const next = numbers(7);
    await Promise.all(Array.from({ length: 20 }, () => api.get('ada')));
    const before = await memory();
    for (let i = 0; i < 1000; i += 1) {
      const shape = SHAPES[i % SHAPES.length] as (n: number) => string;
      const connection = new RawConnection(server.api);
      connection.write(Buffer.from(shape(next(1000)), 'latin1'));
      const answer = await connection.closed();
      expect(answer, `shape ${i % SHAPES.length}`).toMatch(/^HTTP\/1\.1 (400|414|431|501|505) /);
      connection.destroy();
    }
    expect((await api.get('ada')).userId).toBe('ada');
    expect((await memory()) - before).toBeLessThan(8 * 1024);
  });

  it('gives up on a refused upload that goes on without end', async () => {
    for (const head of ['Content-Length: 99999999999', 'Transfer-Encoding: chunked']) {
      const connection = new RawConnection(server.api, true);
      connection.write(`PUT /nowhere HTTP/1.1\r\nHost: h\r\n${head}\r\n\r\n`);
      expect(await connection.flood(Buffer.alloc(1024 * 1024))).toBeLessThan(64 * 1024 * 1024);
    }
  });

  it('gives up on chunks that are nearly nothing but extensions', async () => {
    const connection = new RawConnection(server.api, true);
    connection.write(
      'PUT /api/profile-pictures/ada HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `1;${'e'.repeat(4000)}\r\nx\r\n`;
    expect(await connection.flood(Buffer.from(chunk.repeat(16)))).toBeLessThan(64 * 1024 * 1024);
  });

  it('takes no more uploads at a time than it has memory for', async () => {
    const limits = ['--max-body-bytes', '1000000', '--max-body-memory-bytes', '2500000'];
    const small = await startServer({ args: limits });
    const begin = (headers: string) => {
      const connection = new RawConnection(small.api);
      const head = 'PUT /api/profile-pictures/ada HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n';
      connection.write(`${head}${headers}\r\n\r\n`);
      return connection;
    };
    const lengths = ['Content-Length: 1000000', 'Transfer-Encoding: chunked'];
    const held = lengths.map(begin);
    for (const connection of held) await connection.received((text) => text.includes('100 Continue'));
    const third = begin('Content-Length: 500001');
    expect(await third.closed()).toMatch(/^HTTP\/1.1 503 .*\r\nRetry-After: 1\r\n.*"code":"busy"/s);
    expect(await metric(small.api, 'ppc_http_refused_total{reason="busy"}')).toBe(1);
    expect((await new Api(small.api).put('small', png(1, 300))).userId).toBe('small');
    for (const connection of held) connection.destroy();
    await eventually(async () => {
      const again = begin('Content-Length: 1000000');
      const text = await again.received((received) => received.includes('\r\n\r\n'));
      again.destroy();
      return text.includes('100 Continue');
    });
    await small.stop();
  });

  it('closes a connection after as many requests as it takes', async () => {
    const strict = await startServer({ args: ['--max-requests-per-connection', '3'] });
    const connection = new RawConnection(strict.api);
    connection.write('GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(5));
    const text = await connection.closed();
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    expect(text.match(/Connection: close/g)).toHaveLength(1);
    await strict.stop();
  });
});
