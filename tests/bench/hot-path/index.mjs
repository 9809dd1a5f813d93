import { collector } from '../lib/samples.mjs';

export const PAGES = ['hot-path/index', 'hot-path/counted'];

const OURS = 'profile-picture-cache';
const ROUNDS_TO_WARM_UP = 2;
/** With fewer, memory that was set aside for more would count as theirs. */
const PICTURES_TO_WEIGH = 100_000;

async function openBench(browser, url, page, log) {
  const opened = await browser.newPage();
  opened.on('pageerror', (error) => log(String(error)));
  await opened.goto(`${url}/${page}.html`);
  return opened;
}

/** So that what is read lies in a heap that has settled. */
async function collectGarbage(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}

/** One value of a contender; what is read by cache.snapshot() is another metric of ours. */
function noteTimes(note, times, of, metric) {
  for (const [name, ns] of Object.entries(times)) {
    const isSnapshot = name === `${OURS} snapshot`;
    note(isSnapshot ? OURS : name, of, { [isSnapshot ? 'snapshotNs' : metric]: ns });
  }
}

async function noteRound(note, page, of, round) {
  const at = [of.pictures, of.which, round];
  const read = await page.evaluate((given) => window.bench.read(...given), at);
  const resolve = await page.evaluate((given) => window.bench.resolve(...given), at);
  if (round < ROUNDS_TO_WARM_UP) return;
  noteTimes(note, read, of, 'readNs');
  noteTimes(note, resolve, of, 'resolveNs');
}

async function noteReads({ browser, url, log, sizes, rounds }, note) {
  const page = await openBench(browser, url, 'hot-path/index', log);
  for (const pictures of sizes) {
    await page.evaluate((count) => window.bench.setUp(count), pictures);
    log(`hot path: ${pictures} pictures are there`);
  }
  for (const which of ['shown', 'all']) {
    await page.evaluate((users) => window.bench.show(users), which);
    await collectGarbage(page);
    for (let round = 0; round < rounds + ROUNDS_TO_WARM_UP; round += 1) {
      for (const pictures of sizes) await noteRound(note, page, { pictures, which }, round);
    }
  }
  await page.close();
}

/** Calls into WebAssembly; and the bytes of linear memory that each picture beyond the fewest takes, without its strings. */
async function noteCalls({ browser, url, log, sizes }, note) {
  let fewest;
  for (const pictures of sizes) {
    const page = await openBench(browser, url, 'hot-path/counted', log);
    const { memory, ...calls } = await page.evaluate((count) => window.bench.calls(count), pictures);
    note(OURS, { pictures }, calls);
    fewest ??= { pictures, memory };
    if (pictures >= PICTURES_TO_WEIGH) {
      const strings = await page.evaluate(() => window.bench.stringBytes());
      const each = (memory - fewest.memory) / (pictures - fewest.pictures) - strings;
      note(OURS, { pictures }, { coreBytes: Math.round(each) });
    }
    await page.close();
  }
}

/**
 * Reading a picture that is there, in Chromium: nanoseconds a read, of the hundred users that a page shows and of all, in random order.
 * Caches with fewer and with more pictures take turns, and so do the contenders with each.
 */
export async function run({ browser, url, short, log }) {
  const sizes = short ? [100, 10_000] : [100, 10_000, 100_000];
  const { note, samples } = collector('hot-path');
  await noteCalls({ browser, url, log, sizes }, note);
  await noteReads({ browser, url, log, sizes, rounds: short ? 7 : 15 }, note);
  return samples();
}
