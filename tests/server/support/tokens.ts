import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs JSON Web Tokens with a key of its own. */
export class Signer {
  readonly id: string;
  readonly #algorithm: 'RS256' | 'ES256';
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(algorithm: 'RS256' | 'ES256', id: string) {
    this.id = id;
    this.#algorithm = algorithm;
    const pair =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey;
  }

  get pem(): string {
    return this.#publicKey.export({ type: 'spki', format: 'pem' }) as string;
  }

  get jwk(): Record<string, unknown> {
    return { ...this.#publicKey.export({ format: 'jwk' }), kid: this.id, use: 'sig', alg: this.#algorithm };
  }

  token(claims: Record<string, unknown>): string {
    const text = `${encode({ alg: this.#algorithm, typ: 'JWT', kid: this.id })}.${encode(claims)}`;
    const key = { key: this.#privateKey, dsaEncoding: 'ieee-p1363' as const };
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
}

/** A token of HS256. */
export function secretToken(secret: string, claims: Record<string, unknown>): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
