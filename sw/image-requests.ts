import type { PictureKey } from '../js/shared/keys.js';
import { readStablePath, readTag } from '../js/shared/keys.js';
import { isFuture } from '../js/shared/lifetimes.js';
import type { PageTime } from '../js/shared/stored-picture.js';
import type { Flights } from './flights.js';
import type { CachedPicture, PictureCache } from './picture-cache.js';
import { type Fetched, fetchPicture } from './picture-fetch.js';
import type { ServerTime } from './server-time.js';
import type { Settings } from './settings.js';
import type { Statistics } from './statistics.js';
import { pictureResponse } from './stored-response.js';

/** A request for a picture: by a tagged signed URL, which names the version, or by the stable path, which does not. */
export interface ImageTarget {
  key: PictureKey;
  /** Where the network has it. */
  url: string;
  version: string | null;
}

export interface ImageRequestsParts {
  settings: Settings;
  cache: PictureCache;
  statistics: Statistics;
  flights: Flights<Fetched>;
  serverTime: ServerTime;
}

/** These modes of the HTTP cache ask for more than what is stored. */
const PAST_CACHES: readonly RequestCache[] = ['reload', 'no-store', 'no-cache'];

/** Answers the page's requests for pictures. */
export class ImageRequests {
  readonly #parts: ImageRequestsParts;

  constructor(parts: ImageRequestsParts) {
    this.#parts = parts;
  }

  /** The picture a request asks for; null for every other request, which must be left alone. */
  target(request: Request): ImageTarget | null {
    if (request.method !== 'GET' || request.mode === 'navigate' || request.headers.has('range')) return null;
    const { baseUrl, origin } = this.#parts.settings;
    const tag = readTag(request.url);
    const key = readStablePath(tag?.path ?? request.url, baseUrl, origin);
    if (key === null) return null;
    return { key, url: request.url, version: tag?.version ?? null };
  }

  /** Never rejects. `lasts` is told what goes on after the answer. */
  async answer(
    request: Request,
    target: ImageTarget,
    lasts: (work: Promise<unknown>) => void,
  ): Promise<Response> {
    const { cache, statistics, serverTime } = this.#parts;
    const found = cache.find(target.key, serverTime.lifetimeNow()).catch(() => null);
    const [time, cached] = await Promise.all([serverTime.pageTime(), found]);
    const now = time.server;
    if (cached !== null && !PAST_CACHES.includes(request.cache) && this.#isFresh(cached, target, now)) {
      statistics.add({ hits: 1 });
      return cached.response;
    }
    const { result, ended, joined } = this.#fetch(target, time);
    lasts(ended);
    if (joined) statistics.add({ joined: 1 });
    const answer = await this.#better(result, cached, now);
    statistics.add(answer === cached?.response ? { hits: 1 } : { misses: 1 });
    return answer ?? lastResort(request);
  }

  /** The same version is the same bytes; without a version, a short age must do. */
  #isFresh(cached: CachedPicture, { version }: ImageTarget, now: number): boolean {
    if (version !== null) return cached.version === version;
    return now - cached.fetchedAt < this.#parts.settings.freshMs && !isFuture(cached.fetchedAt, now);
  }

  /** It counts as asked for and fetched at `time`. */
  #fetch({ key, url, version }: ImageTarget, time: PageTime) {
    const { settings, cache, flights } = this.#parts;
    return flights.join(JSON.stringify([key, version]), key, (isCurrent) => {
      const result = fetchPicture(url, version !== null, settings.maxPictureBytes);
      const ended = result.then((fetched) => {
        if (fetched.kind !== 'picture') return;
        const request = { key, ...fetched, fetchedAt: time.server, askedAt: time.client };
        return cache.keep([request], time, isCurrent);
      });
      return { result, ended: ended.catch(() => {}) };
    });
  }

  /** What the network says, unless a stored picture, of whatever version, is better than that. Null: neither. */
  async #better(
    result: Promise<Fetched>,
    cached: CachedPicture | null,
    now: number,
  ): Promise<Response | null> {
    const fetched = await (cached === null
      ? result
      : patiently(result, this.#parts.settings.patienceMs)
    ).catch(() => null);
    if (fetched === null) return cached?.response ?? null;
    if (fetched.kind === 'picture') {
      const { bytes, ...facts } = fetched;
      return pictureResponse(bytes, { ...facts, fetchedAt: now, size: bytes.byteLength });
    }
    if (cached !== null && isTrouble(fetched.response)) return cached.response;
    return fetched.response.clone();
  }
}

/** A server in trouble, or a network that answers in its place; not a refusal, which the page must learn of. */
function isTrouble({ ok, status }: Response): boolean {
  return ok || status === 429 || status >= 500;
}

function patiently<Result>(result: Promise<Result>, ms: number): Promise<Result | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

/** As if there were no worker. A store without CORS still shows an image that is not read. */
function lastResort(request: Request): Promise<Response> {
  return request.mode === 'no-cors'
    ? fetch(request).catch(() => Response.error())
    : Promise.resolve(Response.error());
}
