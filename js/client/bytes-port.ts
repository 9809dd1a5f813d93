import type { KeepRequest, PageTime, StoredPicture } from '../shared/stored-picture.js';
import type { BytesShim } from '../shims/types.js';
import { attempt } from './attempt.js';
import type { BytesPort, Core, SlotPairs } from './core-module.js';
import type { PortHost } from './engine.js';
import { FLAG } from './snapshot-table.js';
import { failureNumber } from './vocabulary.js';

const UNREACHABLE = failureNumber('unreachable');
const KEEP_FIELDS = 6;

/** L2 or L3 for the core, over a shim that answers with promises. Whatever the shim does, nothing is thrown. */
export function createBytesPort(layer: number, shim: BytesShim, host: PortHost, account: string): BytesPort {
  const time = (): PageTime => ({ client: host.now(), server: host.serverNow() });
  const written = (): void => host.run((core) => core.handleWritten(layer));
  const write = (call: () => Promise<unknown>, failed: (core: Core, now: number) => void): void =>
    host.track(attempt(call).then(written, () => host.run(failed)));
  return {
    lookup(batch, pairs) {
      const asked = askedSlots(host, pairs);
      const keys = [...asked.values()].map(({ slot }) => host.slots.key(slot));
      attempt(() => shim.lookup(keys, host.serverNow()))
        .then((found) => arrivals(asked, found))
        .then(
          (arrived) => host.run((core, now) => deliver(host, core, layer, batch, arrived, now)),
          () => host.run((core, now) => core.handleLayerFailed(layer, batch, UNREACHABLE, now)),
        );
    },
    keep(flat) {
      const gifts = giftsOf(host, layer, flat);
      const takeBack = (): void => {
        for (const { slot, request } of gifts) host.held.takeBack(slot, request.version, layer);
      };
      write(
        async () => {
          const refused = await keepAll(shim, gifts, time());
          if (refused > 0) takeBack();
        },
        (core, now) => {
          takeBack();
          const slots = gifts.map(({ slot }) => slot);
          core.handleKeepFailed(layer, slots, now);
        },
      );
    },
    remove(userIds, at, fetchedUpTo) {
      host.held.droppedBy(
        layer,
        userIds.flatMap((userId) => host.slots.ofUser(userId)),
      );
      write(
        () => shim.remove(account, userIds, at, fetchedUpTo, time()),
        (core, now) => core.handleRemoveFailed(layer, userIds, at, fetchedUpTo, now),
      );
    },
    clear(at) {
      host.held.droppedBy(layer, null);
      write(
        () => shim.clear(account, at, time()),
        (core, now) => core.handleClearFailed(layer, at, now),
      );
    },
  };
}

interface AskedSlot {
  slot: number;
  generation: number;
}

interface Arrival extends AskedSlot {
  picture: StoredPicture;
}

/** The slots of a lookup by the picture they are of. */
function askedSlots(host: PortHost, pairs: SlotPairs): Map<string, AskedSlot> {
  const asked = new Map<string, AskedSlot>();
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const slot = pairs[i] as number;
    const { userId, variant } = host.slots.key(slot);
    asked.set(`${variant}:${userId}`, { slot, generation: pairs[i + 1] as number });
  }
  return asked;
}

/** What was asked for of what was found, each slot once. Throws when it is no list of pictures. */
function arrivals(asked: Map<string, AskedSlot>, found: readonly StoredPicture[]): Arrival[] {
  return [...found].flatMap((picture) => {
    const { userId, variant } = picture.key;
    const to = asked.get(`${variant}:${userId}`);
    if (to === undefined || !isPicture(picture)) return [];
    asked.delete(`${variant}:${userId}`);
    return [{ ...to, picture }];
  });
}

/** A worker of another release may answer with something else. */
function isPicture({ version, contentType, fetchedAt, bytes }: StoredPicture): boolean {
  const texts = typeof version === 'string' && typeof contentType === 'string';
  return texts && Number.isFinite(fetchedAt) && bytes instanceof ArrayBuffer && bytes.byteLength > 0;
}

/** Tells the core what was found, and keeps the bytes of what it accepted. */
function deliver(
  host: PortHost,
  core: Core,
  layer: number,
  batch: number,
  arrived: readonly Arrival[],
  now: number,
): void {
  const before = arrived.map(({ slot }) => host.table.revision(slot));
  const flat = arrived.flatMap(({ slot, generation, picture }) => [
    slot,
    generation,
    picture.version,
    picture.contentType,
    picture.bytes.byteLength,
    picture.fetchedAt,
  ]);
  core.handleFound(layer, batch, flat, now);
  arrived.forEach(({ slot, generation, picture }, i) => {
    if (host.table.revision(slot) === before[i] || host.table.layer(slot) !== layer) return;
    if ((host.table.flags(slot) & FLAG.bytesHeld) === 0 || host.table.generation(slot) !== generation) return;
    const { userId, variant } = picture.key;
    const preview = host.previews.of(userId, variant, () => host.serverNow());
    host.held.accept(slot, picture, layer, preview?.version === picture.version);
  });
}

/** A picture to be kept, and its bytes when the layer has none. */
interface Gift {
  slot: number;
  request: Omit<KeepRequest, 'bytes'>;
  bytes: ArrayBuffer | Promise<ArrayBuffer> | null;
}

/** From [slot, generation, version, contentType, fetchedAt, askedAt, ...]. */
function giftsOf(host: PortHost, layer: number, flat: readonly (number | string)[]): Gift[] {
  const gifts: Gift[] = [];
  for (let i = 0; i + KEEP_FIELDS <= flat.length; i += KEEP_FIELDS) {
    const slot = flat[i] as number;
    const version = flat[i + 2] as string;
    const bytes = host.held.give(slot, version, layer);
    const [contentType, fetchedAt, askedAt] = [flat[i + 3] as string, flat[i + 4], flat[i + 5]] as const;
    gifts.push({
      slot,
      bytes,
      request: {
        key: host.slots.key(slot),
        version,
        contentType,
        fetchedAt: fetchedAt as number,
        askedAt: askedAt as number,
      },
    });
  }
  return gifts;
}

/** In one call, within this tick unless bytes have to be read back first. Gives the number refused. */
async function keepAll(shim: BytesShim, gifts: readonly Gift[], time: PageTime): Promise<number> {
  if (gifts.every(({ bytes }) => !(bytes instanceof Promise))) {
    return shim.keep(
      gifts.map(({ request, bytes }) => keepRequest(request, bytes as ArrayBuffer | null)),
      time,
    );
  }
  const read = gifts.map(async ({ request, bytes }) => keepRequest(request, await bytes));
  const results = await Promise.allSettled(read);
  return shim.keep(
    results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    time,
  );
}

function keepRequest(request: Omit<KeepRequest, 'bytes'>, bytes: ArrayBuffer | null): KeepRequest {
  return bytes === null ? request : { ...request, bytes };
}
