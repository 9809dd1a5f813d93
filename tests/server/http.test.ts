import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start-server.js';
import { Api, eventually, RawConnection, rawStatus } from './support/http.js';
import { png } from './support/png.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({
    args: ['--header-timeout-ms', '300', '--body-timeout-ms', '300', '--max-body-bytes', '60000'],
  });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const GET = 'GET /healthz HTTP/1.1\r\nHost: h\r\n';
const PUT = 'PUT /api/profile-pictures/raw HTTP/1.1\r\nHost: h\r\n';

describe('malformed requests', () => {
  const CASES: [string, string, number][] = [
    ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['two Hosts', `${GET}Host: h\r\n\r\n`, 400],
    ['an empty Host', 'GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400],
    ['a Host that is none', 'GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n', 400],
    ['another host in its target', 'GET http://evil/healthz HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a target that is not ASCII', 'GET /\u00ff HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a folded header', `${GET}X: a\r\n b\r\n\r\n`, 400],
    ['the same length twice', `${PUT}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
    ['both lengths', `${PUT}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['two lengths', `${PUT}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, 400],
    ['a negative length', `${PUT}Content-Length: -3\r\n\r\n`, 400],
    ['an unknown coding', `${PUT}Transfer-Encoding: gzip\r\n\r\n`, 400],
    ['a bad chunk', `${PUT}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
    ['a space before the colon', `${GET}X : y\r\n\r\n`, 400],
    ['no request line', 'hello\r\n\r\n', 400],
    ['a relative target', 'GET healthz HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: h\r\n\r\n', 505],
    ['an unknown expectation', `${PUT}Expect: miracles\r\nContent-Length: 1\r\n\r\n`, 417],
    ['a header over 8 KB', `${GET}X: ${'a'.repeat(9000)}\r\n\r\n`, 431],
    ['a target over 8 KB', `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: h\r\n\r\n`, 414],
    ['an unknown method', 'BREW /healthz HTTP/1.1\r\nHost: h\r\n\r\n', 405],
  ];

  it.each(CASES)(
    'with %s are refused with their status, as JSON, and the connection ends',
    async (_, text, status) => {
      const connection = new RawConnection(server.api);
      connection.write(text);
      expect(await connection.status()).toBe(status);
      const answer = await connection.received((received) => received.includes('}}'));
      expect(answer).toContain('{"error":{"code":"');
      if (status !== 405) expect(await connection.closed()).toContain('Connection: close');
      connection.destroy();
    },
  );

  it.each(CASES)('with %s are refused by the store, too', async (name, text, status) => {
    const got = await rawStatus(server.store, text);
    // The store has no methods and paths but the signed ones.
    expect(got).toBe(name === 'an unknown method' || name === 'a bad chunk' ? 403 : status);
  });

  it('do no harm in numbers', async () => {
    const pieces = [
      'GET ',
      '/',
      ' HTTP/1.1',
      '\r\n',
      'Host: h',
      ': ',
      '\0',
      '\xff',
      'Content-Length: 9',
      'chunked',
      '\n',
    ];
    for (let round = 0; round < 200; round += 1) {
      const text = Array.from(
        { length: 12 },
        (_, index) => pieces[(round * 7 + index * index * (round % 5) + index) % pieces.length],
      );
      const connection = new RawConnection(server.api);
      connection.write(Buffer.from(`${text.join('')}\r\n\r\n`, 'latin1'));
      await connection.received((received) => received !== '').catch(() => '');
      connection.destroy();
    }
    expect(await rawStatus(server.api, `${GET}\r\n`)).toBe(200);
  });
});

describe('a connection', () => {
  it('stays for the next request, and answers a pipeline in order', async () => {
    const connection = new RawConnection(server.api);
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
    connection.write(get('/healthz') + get('/readyz') + get('/nowhere') + get('/healthz'));
    const text = await connection.received(
      (received) => received.split('HTTP/1.1 ').length === 5 && received.endsWith('}'),
    );
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 404',
      'HTTP/1.1 200',
    ]);
    expect(text.match(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/gm)).toHaveLength(4);
    connection.write(get('/healthz'));
    await connection.received((received) => received.split('HTTP/1.1 ').length === 6);
    connection.destroy();
  });

  it('ends when the client wishes, and with HTTP/1.0', async () => {
    for (const text of [`${GET}Connection: close\r\n\r\n`, 'GET /healthz HTTP/1.0\r\n\r\n']) {
      const connection = new RawConnection(server.api);
      connection.write(text);
      expect(await connection.closed()).toContain('HTTP/1.1 200');
    }
  });

  it('is told to go on when it asks before sending a body', async () => {
    const connection = new RawConnection(server.api);
    connection.write(`${PUT}Expect: 100-continue\r\nContent-Length: 200\r\n\r\n`);
    await connection.received((received) => received.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    connection.write(png());
    expect(await connection.status()).toBe(201);
    connection.destroy();
  });

  it('that asks before sending too much is refused at once', async () => {
    const connection = new RawConnection(server.api);
    connection.write(`${PUT}Expect: 100-continue\r\nContent-Length: 60001\r\n\r\n`);
    expect(await connection.status()).toBe(413);
    connection.destroy();
  });
});

describe('a body over the limit', () => {
  it('is refused from its announced length, before a byte of it', async () => {
    expect(await rawStatus(server.api, `${PUT}Content-Length: 60001\r\n\r\n`)).toBe(413);
  });

  it('in chunks is refused while it arrives: the answer comes before its end', async () => {
    const connection = new RawConnection(server.api);
    connection.write(`${PUT}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('4000\r\n'), png(1, 0x4000), Buffer.from('\r\n')]);
    for (let sent = 0; sent < 4; sent += 1) connection.write(chunk);
    expect(await connection.status()).toBe(413);
    connection.destroy();
  });

  it('can be read as an answer even by a client that goes on sending', async () => {
    const answer = await fetch(new Api(server.api).path('big'), { method: 'PUT', body: png(1, 3_000_000) });
    expect(answer.status).toBe(413);
  });

  it('that is wrong for another reason is answered without being read', async () => {
    const text = 'PUT /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n';
    expect(await rawStatus(server.api, text)).toBe(404);
  });
});

describe('slow clients', () => {
  it('get 408 for a header that does not end', async () => {
    const connection = new RawConnection(server.api);
    connection.write('GET /healthz HTT');
    expect(await connection.status()).toBe(408);
    expect(await connection.closed()).toContain('request_timeout');
  });

  it('get 408 for a header of which only the request line arrives', async () => {
    const connection = new RawConnection(server.api);
    connection.write('GET /healthz HTTP/1.1\r\n');
    expect(await connection.status()).toBe(408);
    connection.destroy();
  });

  it('get 408 for a body that drips: the deadline is not moved by what arrives', async () => {
    const connection = new RawConnection(server.api);
    connection.write(`${PUT}Content-Length: 50000\r\n\r\n`);
    const drip = setInterval(() => connection.write('x'), 50);
    expect(await connection.status()).toBe(408);
    clearInterval(drip);
    connection.destroy();
  });

  it('do not keep others waiting', async () => {
    const slow = Array.from({ length: 50 }, () => {
      const connection = new RawConnection(server.api);
      connection.write('GET /heal');
      return connection;
    });
    const idle = Array.from({ length: 200 }, () => new RawConnection(server.api));
    expect((await fetch(`${server.api}/healthz`)).status).toBe(200);
    for (const connection of [...slow, ...idle]) connection.destroy();
  });

  it('that say nothing are closed', async () => {
    const strict = await startServer({ args: ['--idle-timeout-ms', '200'] });
    const connection = new RawConnection(strict.api);
    expect(await connection.closed()).toBe('');
    await strict.stop();
  });

  it('over the number of connections are told so', async () => {
    const small = await startServer({ args: ['--max-connections', '2'] });
    const held = [new RawConnection(small.api), new RawConnection(small.api)];
    for (const connection of held) {
      connection.write(`${GET}\r\n`);
      expect(await connection.status()).toBe(200);
    }
    expect(await rawStatus(small.api, `${GET}\r\n`)).toBe(503);
    for (const connection of held) connection.destroy();
    await eventually(async () => (await rawStatus(small.api, `${GET}\r\n`)) === 200);
    await small.stop();
  });

  it('far over the number of connections are closed, and counted', async () => {
    const small = await startServer({ args: ['--max-connections', '1', '--threads', '1'] });
    const held = Array.from({ length: 100 }, () => new RawConnection(small.api));
    let closed = 0;
    for (const connection of held) {
      connection.closed().then(() => {
        closed += 1;
      });
    }
    // One is served, and 64 would be told so.
    await eventually(async () => closed === 35);
    for (const connection of held) connection.destroy();
    let askedInVain = 0;
    let metrics = '';
    await eventually(async () => {
      const answer = await fetch(`${small.api}/metrics`).catch(() => null);
      if (answer?.status === 200) metrics = await answer.text();
      else askedInVain += 1;
      return metrics !== '';
    });
    expect(metrics).toContain(`ppc_http_refused_total{reason="too_many_connections"} ${35 + askedInVain}\n`);
    await small.stop();
  });
});
