import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import aws4 from 'aws4';
import { expect, it } from 'vitest';
import { SERVER_PROGRAM, startServer } from './start-server.js';
import { Api } from './support/http.js';
import { png } from './support/png.js';

interface Vector {
  endpoint: string;
  region: string;
  token: string;
  lifetime: number;
  virtualHost: boolean;
  bucket: string;
  key: string;
  date: string;
  url: string;
}

const { accessKey, secretKey, vectors } = JSON.parse(
  await readFile(new URL('presign-vectors.json', import.meta.url), 'utf8'),
) as { accessKey: string; secretKey: string; vectors: Vector[] };

async function presign(vector: Omit<Vector, 'url'>, secret = secretKey, access = accessKey): Promise<string> {
  const flags = {
    endpoint: vector.endpoint,
    bucket: vector.bucket,
    'virtual-host': String(vector.virtualHost),
    key: vector.key,
    region: vector.region,
    date: vector.date,
    expires: String(vector.lifetime),
    'session-token': vector.token,
    'access-key': access,
    'secret-key': secret,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout } = await promisify(execFile)(SERVER_PROGRAM, ['presign', ...args]);
  return stdout.trimEnd();
}

/** The same URL made by aws4, whose path must come encoded. */
function presignByAws4(vector: Vector): string {
  const { protocol, host: endpointHost } = new URL(vector.endpoint);
  const host = vector.virtualHost ? `${vector.bucket}.${endpointHost}` : endpointHost;
  const key = vector.key.split('/');
  const encoded = (vector.virtualHost ? key : [vector.bucket, ...key]).map((part) =>
    encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  );
  const query = `X-Amz-Date=${vector.date}&X-Amz-Expires=${vector.lifetime}`;
  const signed = aws4.sign(
    { service: 's3', region: vector.region, host, path: `/${encoded.join('/')}?${query}`, signQuery: true },
    {
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      ...(vector.token && { sessionToken: vector.token }),
    },
  );
  return `${protocol}//${host}${signed.path}`;
}

it('signs byte for byte as boto3 does', async () => {
  expect(vectors.length).toBeGreaterThanOrEqual(96);
  for (const vector of vectors) expect(await presign(vector)).toBe(vector.url);
});

it('signs as aws4 does', async () => {
  for (const vector of vectors) {
    const [ours, theirs] = [new URL(await presign(vector)), new URL(presignByAws4(vector))];
    expect(ours.searchParams.get('X-Amz-Signature')).toBe(theirs.searchParams.get('X-Amz-Signature'));
    expect([...ours.searchParams].sort()).toEqual([...theirs.searchParams].sort());
  }
});

it('says in one sentence what is wrong', async () => {
  const run = promisify(execFile)(SERVER_PROGRAM, ['presign', '--key', 'a']);
  await expect(run).rejects.toMatchObject({ code: 2, stderr: 'ppc_server: presign needs --endpoint\n' });
});

it('signs what a server with the same secret accepts', async () => {
  const server = await startServer({ args: ['--secret-key', 'a-secret-for-two-programs'] });
  const { url } = await new Api(server.api).put('ada', png(5));
  const picture = new URL(url);
  const [bucket = '', ...key] = picture.pathname.slice(1).split('/');
  const own = await presign(
    {
      endpoint: server.store,
      bucket,
      key: key.join('/'),
      region: 'us-east-1',
      date: picture.searchParams.get('X-Amz-Date') ?? '',
      lifetime: 60,
      virtualHost: false,
      token: '',
    },
    'a-secret-for-two-programs',
    'ppcembedded',
  );
  expect((await fetch(own)).status).toBe(200);
  await server.stop();
});
