import { callsIntoWebAssembly, memoryInUse } from '../shared/counted-core.js';
import '../shared/light-blobs.js';
import { filledCache, mountReaders } from '../shared/our-world.js';
import { pictureOf, userIds } from '../shared/pictures.js';

/** In this task and its microtasks. */
async function callsDuring(work: () => unknown): Promise<number> {
  const before = callsIntoWebAssembly();
  await work();
  return callsIntoWebAssembly() - before;
}

const bench = {
  /** Calls into WebAssembly while so many pictures are fetched, and while as many hits are read each way; and the memory in use then. */
  async calls(pictures: number): Promise<Record<string, number>> {
    const ids = userIds(pictures);
    const before = callsIntoWebAssembly();
    const cache = await filledCache(ids);
    const fill = callsIntoWebAssembly() - before;
    const resolve = await callsDuring(async () => {
      for (const userId of ids) await cache.resolve(userId);
    });
    const reads = mountReaders(cache, ids);
    return {
      fillCalls: fill,
      resolveCalls: resolve,
      readCalls: await callsDuring(() => reads.map((read) => read())),
      snapshotCalls: await callsDuring(() => ids.map((userId) => cache.snapshot(userId))),
      memory: memoryInUse(),
    };
  },
  /** Bytes of the texts that the core holds of one of these pictures; all have as many. */
  stringBytes(): number {
    const { userId, url, version, contentType } = pictureOf(userIds(1)[0] as string);
    return userId.length + url.length + version.length + contentType.length;
  },
};

export type CountedBench = typeof bench;
Object.assign(window, { bench });
