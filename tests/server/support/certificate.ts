import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files of a throw-away authority and of a certificate for 127.0.0.1 and localhost that it vouches for. */
export interface Certificate {
  authority: string;
  certificate: string;
  key: string;
  remove(): Promise<void>;
}

export async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'ppc-certificate-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const days = ['-days', '2'];
  await openssl(
    'req',
    '-x509',
    ...curve,
    ...days,
    '-subj',
    '/CN=test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  await openssl(
    'req',
    ...curve,
    '-subj',
    '/CN=localhost',
    '-keyout',
    at('key.pem'),
    '-out',
    at('request.pem'),
  );
  await writeFile(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')];
  await openssl('x509', '-req', '-in', at('request.pem'), ...days, ...signing, '-out', at('certificate.pem'));
  return {
    authority: at('ca.pem'),
    certificate: at('certificate.pem'),
    key: at('key.pem'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
