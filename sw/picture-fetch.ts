import { allowedImageType, type ImageType, proveImage } from '../js/shared/image-type.js';
import { type ReadBody, readBody } from '../js/shared/read-body.js';
import { versionOf } from '../js/shared/version.js';

/** What the network said: a proved picture, or anything else as it came. */
export type Fetched =
  | { kind: 'picture'; bytes: ArrayBuffer; contentType: ImageType; version: string }
  | { kind: 'other'; response: Response };

/**
 * Fetches in CORS mode, so that the answer can be read, following redirects. Cookies go to our own origin only, never on to
 * the object store. Rejects when there is no network, or no permission by CORS. `named`: the URL names one version, so what the
 * HTTP cache has of it is right; a redirect or picture that it has of any other address may be that of an older version.
 */
export async function fetchPicture(url: string, named: boolean, maxBytes: number): Promise<Fetched> {
  const response = await request(url, named ? 'default' : 'no-cache').catch(() => request(url, 'reload'));
  const claimed = response.headers.get('content-type');
  if (response.status !== 200 || response.type === 'opaque' || allowedImageType(claimed) === null) {
    return { kind: 'other', response };
  }
  return proved(response, claimed, await readBody(response, maxBytes));
}

/**
 * The second attempt goes past the HTTP cache: an image shown earlier without CORS is in it without the header that
 * permits reading.
 */
function request(url: string, cache: RequestCache): Promise<Response> {
  return fetch(url, { mode: 'cors', credentials: 'same-origin', cache });
}

function proved(response: Response, claimed: string | null, read: ReadBody): Fetched {
  const { status, statusText, headers } = response;
  const again = (body: BodyInit): Fetched => ({
    kind: 'other',
    response: new Response(body, { status, statusText, headers }),
  });
  if (read.kind === 'tooLarge') return again(resumed(read));
  const { bytes } = read;
  const contentType = proveImage(claimed, bytes);
  if (contentType === null) return again(bytes);
  return { kind: 'picture', bytes, contentType, version: versionOf(headers.get('etag')) };
}

/** The whole body again: what was read of it, and then the rest as it arrives. */
function resumed({ chunks, reader }: Extract<ReadBody, { kind: 'tooLarge' }>): ReadableStream<Uint8Array> {
  const read = [...chunks];
  return new ReadableStream({
    async pull(controller) {
      const next = read.shift();
      if (next !== undefined) return controller.enqueue(next);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
