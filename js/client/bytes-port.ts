import type { KeepRequest, StoredPicture } from '../shared/stored-picture.js';
import type { BytesShim } from '../shims/types.js';
import type { BytesPort, Core, SlotPairs } from './core-module.js';
import type { PortHost } from './engine.js';
import { FLAG } from './snapshot-table.js';
import { failureNumber } from './vocabulary.js';

const UNREACHABLE = failureNumber('unreachable');
const KEEP_FIELDS = 6;

/** L2 or L3 for the core, over a shim that answers with promises. */
export function createBytesPort(layer: number, shim: BytesShim, host: PortHost, account: string): BytesPort {
  const write = (done: Promise<unknown>): void => {
    host.track(done.catch(() => host.run((core, now) => core.handleWriteFailed(layer, UNREACHABLE, now))));
  };
  return {
    lookup(batch, pairs) {
      const asked = askedSlots(host, pairs);
      const keys = [...asked.values()].map(({ slot }) => host.slots.key(slot));
      shim.lookup(keys, host.now()).then(
        (found) => host.run((core, now) => deliver(host, core, layer, batch, asked, found, now)),
        () => host.run((core, now) => core.handleLayerFailed(layer, batch, UNREACHABLE, now)),
      );
    },
    keep: (flat) => write(shim.keep(keepRequests(host, flat))),
    remove: (userIds, at) => write(shim.remove(account, userIds, at)),
    clear: (at) => write(shim.clear(account, at)),
  };
}

interface AskedSlot {
  slot: number;
  generation: number;
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

/** Tells the core what was found, and keeps the bytes of what it accepted. */
function deliver(
  host: PortHost,
  core: Core,
  layer: number,
  batch: number,
  asked: Map<string, AskedSlot>,
  found: readonly StoredPicture[],
  now: number,
): void {
  const arrived = found.flatMap((picture) => {
    const to = asked.get(`${picture.key.variant}:${picture.key.userId}`);
    return to === undefined ? [] : [{ ...to, picture }];
  });
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
    const { version, contentType, bytes } = picture;
    host.held.accept(slot, { generation, version, contentType, bytes });
  });
}

/** From [slot, generation, version, contentType, fetchedAt, askedAt, ...], with the bytes that this page holds. */
function keepRequests(host: PortHost, flat: readonly (number | string)[]): KeepRequest[] {
  const requests: KeepRequest[] = [];
  for (let i = 0; i + KEEP_FIELDS <= flat.length; i += KEEP_FIELDS) {
    const slot = flat[i] as number;
    const version = flat[i + 2] as string;
    const bytes = host.held.bytesToKeep(slot, version);
    host.gaveBytes(slot);
    requests.push({
      key: host.slots.key(slot),
      version,
      contentType: flat[i + 3] as string,
      fetchedAt: flat[i + 4] as number,
      askedAt: flat[i + 5] as number,
      ...(bytes === null ? {} : { bytes }),
    });
  }
  return requests;
}
