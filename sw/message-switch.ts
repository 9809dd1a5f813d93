import type { PictureKey } from '../js/shared/keys.js';
import { type Envelope, PROTOCOL, type WorkerReply, type WorkerRequest } from '../js/shared/messages.js';
import type { KeepRequest, PageTime, StoredPicture } from '../js/shared/stored-picture.js';
import type { Flights } from './flights.js';
import type { CachedPicture, PictureCache } from './picture-cache.js';
import type { ServerTime } from './server-time.js';
import type { Statistics } from './statistics.js';

export interface MessageSwitchParts {
  cache: PictureCache;
  statistics: Statistics;
  flights: Flights<unknown>;
  serverTime: ServerTime;
}

/** Carries out what a page asks for by message. */
export class MessageSwitch {
  readonly #parts: MessageSwitchParts;

  constructor(parts: MessageSwitchParts) {
    this.#parts = parts;
  }

  /** The request in a message; null when the message is not ours and must be left alone. */
  request(data: unknown): { protocol: number; body: WorkerRequest } | null {
    const { profilePictureCache, body } = (data ?? {}) as Partial<Envelope<WorkerRequest>>;
    if (typeof profilePictureCache !== 'number' || body === undefined) return null;
    return { protocol: profilePictureCache, body };
  }

  /** Sends the reply when all is done. Never rejects. */
  async serve(
    { protocol, body }: { protocol: number; body: WorkerRequest },
    port: MessagePort,
  ): Promise<void> {
    const reply =
      protocol === PROTOCOL ? await this.#reply(body) : failed(`protocol ${protocol} is not known`);
    const envelope: Envelope<WorkerReply> = { profilePictureCache: PROTOCOL, body: reply };
    port.postMessage(envelope, reply.type === 'found' ? reply.pictures.map(({ bytes }) => bytes) : []);
  }

  async #reply(request: WorkerRequest): Promise<WorkerReply> {
    try {
      return await this.#carryOut(request);
    } catch (error) {
      return failed(`'${request.type}': ${(error as Error).name}: ${(error as Error).message}`);
    }
  }

  async #carryOut(request: WorkerRequest): Promise<WorkerReply> {
    const { cache, statistics, flights } = this.#parts;
    switch (request.type) {
      case 'lookup':
        return { type: 'found', pictures: await this.#lookup(request.keys, request.now) };
      case 'keep':
        return { type: 'done', refused: await this.#keep(request.pictures, request.time) };
      case 'remove': {
        const { account, userIds, at, fetchedUpTo, time } = request;
        flights.forget((key) => key.account === account && userIds.includes(key.userId));
        await cache.remove(account, userIds, at, fetchedUpTo, time);
        return { type: 'done', refused: 0 };
      }
      case 'clear':
        flights.forget((key) => key.account === request.account);
        await cache.clear(request.account, request.at, request.time);
        return { type: 'done', refused: 0 };
      case 'statistics': {
        const { countedAt: _, ...figures } = await statistics.read(await cache.open());
        return { type: 'statistics', statistics: figures };
      }
      default:
        return failed(`request '${(request as { type: unknown }).type}' is not known`);
    }
  }

  /** The keep takes its turn at once: what is asked for later must not overtake it. */
  async #keep(pictures: readonly KeepRequest[], time: PageTime | undefined): Promise<number> {
    const { cache, serverTime } = this.#parts;
    const kept = cache.keep(pictures, time);
    const [refused] = await Promise.all([kept, time && serverTime.learn(time)]);
    return refused;
  }

  async #lookup(keys: readonly PictureKey[], now: number): Promise<StoredPicture[]> {
    const found = await this.#parts.cache.findAll(keys, now);
    const pictures = await Promise.all(
      keys.map((key, i) => (found[i] ? storedPicture(key, found[i]) : null)),
    );
    const present = pictures.filter((picture) => picture !== null);
    this.#parts.statistics.add({ hits: present.length, misses: keys.length - present.length });
    return present;
  }
}

async function storedPicture(key: PictureKey, picture: CachedPicture): Promise<StoredPicture | null> {
  const { version, contentType, fetchedAt, response } = picture;
  const bytes = await response.arrayBuffer().catch(() => null);
  return bytes === null ? null : { key, version, contentType, fetchedAt, bytes };
}

function failed(reason: string): WorkerReply {
  return { type: 'failed', reason };
}
