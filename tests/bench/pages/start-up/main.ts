import './first-line.js';
import { createPictureCache } from 'profile-picture-cache/core';

const { firstLine } = globalThis;

/** The friend whose picture localStorage has. */
const userId = new URLSearchParams(location.search).get('user') ?? '';

const moduleStart = performance.now();
const cache = createPictureCache();
const created = performance.now();
const { status, url, layer } = cache.snapshot(userId);
const hit = performance.now();
void cache.store;
const started = performance.now();

function sinceScriptArrived(): number {
  const [script] = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
  return hit - ((script as PerformanceResourceTiming | undefined)?.responseEnd ?? Number.NaN);
}

const bench = {
  cache,
  layer: status === 'ready' && url !== null ? layer : null,
  times: {
    /** From the first line of the module to the picture's URL out of localStorage. */
    toHitMs: hit - firstLine,
    /** Of it: evaluating the modules, making the cache, reading the record. */
    modulesMs: moduleStart - firstLine,
    cacheMs: created - moduleStart,
    readMs: hit - created,
    /** What a list with previews leaves for after its first frame, and any other does before: starting the core. */
    coreMs: started - hit,
    /** From the arrival of the script's last byte: parsing and compiling it as well. */
    fromScriptMs: sinceScriptArrived(),
  },
};

export type StartUpBench = typeof bench;
Object.assign(window, { bench });
