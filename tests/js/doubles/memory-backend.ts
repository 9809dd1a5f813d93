import type { Variant } from '../../../js/shared/variants.js';
import type { DescribeOutcome, DownloadOutcome, FailureName } from '../../../js/shims/types.js';
import { pngBytes } from '../support/image-bytes.js';
import { ScriptedNetwork } from './scripted-network.js';

const HOUR = 60 * 60 * 1000;

/** The backend and the object store: answers for the users it was given pictures of. */
export class MemoryBackend {
  readonly network = new ScriptedNetwork();
  /** Set: every call fails so. */
  failure: FailureName | null = null;
  readonly #now: () => number;
  readonly #versions = new Map<string, string>();
  #uploads = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.network.onDescribe = (userIds, variant) => this.#describe(userIds, variant);
    this.network.onDownload = (url) => this.#download(url);
    this.network.onUpload = (userId) => this.#upload(userId);
  }

  put(userIds: string | readonly string[], version = 'v1'): void {
    for (const userId of [userIds].flat()) this.#versions.set(userId, version);
  }

  remove(userId: string): void {
    this.#versions.delete(userId);
  }

  /** User ids of each batch call. */
  get described(): readonly (readonly string[])[] {
    return this.network.described.map(({ userIds }) => userIds);
  }

  #describe(userIds: readonly string[], variant: Variant): DescribeOutcome {
    if (this.failure !== null) return { ok: false, failure: this.failure, retryAfterMs: 0 };
    const known = userIds.filter((userId) => this.#versions.has(userId));
    const body = {
      pictures: known.map((userId) => this.#record(userId, variant)),
      missing: userIds.filter((userId) => !this.#versions.has(userId)),
      serverTime: this.#now(),
    };
    return { ok: true, body: JSON.stringify(body) };
  }

  #record(userId: string, variant: Variant) {
    const version = this.#versions.get(userId) as string;
    return {
      userId,
      url: `https://store.test/${encodeURIComponent(userId)}/${variant}?version=${version}`,
      version,
      expiresAt: this.#now() + HOUR,
      contentType: 'image/png',
      bytes: 64,
    };
  }

  #download(url: string): DownloadOutcome {
    if (this.failure !== null) return { ok: false, failure: this.failure };
    const version = new URL(url).searchParams.get('version') ?? '';
    return { ok: true, bytes: pngBytes(64, version.length), contentType: 'image/png', version };
  }

  #upload(userId: string): DescribeOutcome {
    if (this.failure !== null) return { ok: false, failure: this.failure, retryAfterMs: 0 };
    this.#uploads += 1;
    this.put(userId, `upload-${this.#uploads}`);
    return { ok: true, body: JSON.stringify({ ...this.#record(userId, 128), serverTime: this.#now() }) };
  }
}
