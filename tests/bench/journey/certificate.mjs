import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a browser is told to trust the certificate by: the hash of its public key. */
function fingerprintOf(cert) {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/** A certificate for 127.0.0.1, made for one run: { key, cert, fingerprint }. Needs the openssl command. */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'ppc-bench-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'].concat(
        ['-keyout', key, '-out', cert, '-days', '2'],
        name,
      ),
      { stdio: 'pipe' },
    );
    const pem = readFileSync(cert);
    return { key: readFileSync(key), cert: pem, fingerprint: fingerprintOf(pem) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
