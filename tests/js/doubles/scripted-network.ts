import type { Variant } from '../../../js/shared/variants.js';
import type {
  DescribeOutcome,
  DownloadCache,
  DownloadOutcome,
  NetworkShim,
} from '../../../js/shims/types.js';

/** L4 that answers what the test says, and writes down what it was asked. */
export class ScriptedNetwork implements NetworkShim {
  /** Answers of describe(); an aborted call is answered 'unreachable' whatever this says. */
  onDescribe: (userIds: readonly string[], variant: Variant) => DescribeOutcome | Promise<DescribeOutcome> =
    () => ({ ok: false, failure: 'unreachable', retryAfterMs: 0 });
  onDownload: (url: string, cache: DownloadCache) => DownloadOutcome | Promise<DownloadOutcome> = () => ({
    ok: false,
    failure: 'unreachable',
  });
  onUpload: (userId: string, file: Blob) => DescribeOutcome | Promise<DescribeOutcome> = () => ({
    ok: false,
    failure: 'unreachable',
    retryAfterMs: 0,
  });
  readonly described: { userIds: readonly string[]; variant: Variant }[] = [];
  readonly downloaded: { url: string; cache: DownloadCache }[] = [];
  readonly uploaded: { userId: string; file: Blob }[] = [];

  describe(userIds: readonly string[], variant: Variant, signal: AbortSignal): Promise<DescribeOutcome> {
    this.described.push({ userIds: [...userIds], variant });
    const gone: DescribeOutcome = { ok: false, failure: 'unreachable', retryAfterMs: 0 };
    return untilAborted(signal, gone, () => this.onDescribe(userIds, variant));
  }

  download(url: string, cache: DownloadCache, signal: AbortSignal): Promise<DownloadOutcome> {
    this.downloaded.push({ url, cache });
    return untilAborted(signal, { ok: false, failure: 'unreachable' }, () => this.onDownload(url, cache));
  }

  upload(userId: string, _variant: Variant, file: Blob, signal?: AbortSignal): Promise<DescribeOutcome> {
    this.uploaded.push({ userId, file });
    const gone: DescribeOutcome = { ok: false, failure: 'unreachable', retryAfterMs: 0 };
    return untilAborted(signal, gone, () => this.onUpload(userId, file));
  }
}

async function untilAborted<Outcome>(
  signal: AbortSignal | undefined,
  gone: Outcome,
  answer: () => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  if (signal?.aborted) return gone;
  const aborted = new Promise<Outcome>((resolve) => {
    signal?.addEventListener('abort', () => resolve(gone), { once: true });
  });
  return Promise.race([aborted, Promise.resolve().then(answer)]);
}
