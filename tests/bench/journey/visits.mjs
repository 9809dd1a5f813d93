import { throttle } from '../lib/browser.mjs';
import { followRequests, whenStored } from './stored.mjs';

const HOUR = 60 * 60 * 1000;

/** When each visit is, in milliseconds after the first: visit 4 is the next day, visit 5 the day after it, offline. */
const LATER = { 1: 0, 2: 0, 3: 0, 4: 26 * HOUR, 5: 50 * HOUR };

/** Longest wait until all pictures have pixels: 500 calls of 350 ms over six connections take 29 s. */
const PATIENCE_MS = 60_000;
/** Offline nothing comes that has not come in this time: the slowest contender that shows anything takes less than half of it. */
const offlinePatience = ({ friends, cpu }) => (1500 + 5 * friends) * cpu;

/** The page's clock, and that it is offline: told before any script of the page runs. */
function disguise({ offset, offline }) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + offset);
      else super(...parts);
    }
    static now() {
      return RealDate.now() + offset;
    }
  };
  if (offline) Object.defineProperty(navigator, 'onLine', { get: () => false });
}

async function openPage(context, { visit, cpu }) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(disguise, { offset: LATER[visit], offline: visit === 5 });
  await throttle(page, cpu);
  return { page, requests: followRequests(page) };
}

/** What the page measured; null when not all pictures came within `patience`. */
async function showing(page, visit, patience) {
  const which = visit === 2 ? 'again' : 'first';
  return page.evaluate(
    ([name, ms]) => {
      const { bench } = window;
      const late = new Promise((resolve) => setTimeout(() => resolve(null), ms));
      return Promise.race([name === 'again' ? bench.again() : bench.first, late]);
    },
    [which, patience],
  );
}

async function makeVisit(page, { world, address, visit, patience }) {
  world.clockOffset = LATER[visit];
  world.offline = visit === 5;
  world.take();
  if (visit === 3) await page.reload();
  else if (visit !== 2) await page.goto(address);
  return showing(page, visit, patience);
}

async function measured(page, { shown, counts, friends, visit }) {
  return {
    allPixelsMs: shown?.allPixelsMs ?? Number.NaN,
    sinceNavigationMs: visit === 2 ? Number.NaN : (shown?.sinceNavigationMs ?? Number.NaN),
    framesWithout: shown?.framesWithout ?? Number.NaN,
    shown: shown === null ? await page.evaluate(() => window.bench.shown()) : friends,
    backendCalls: counts.calls,
    lateCalls: await page.evaluate(() => window.bench.callsSinceShown()),
    imageRequests: counts.images,
    imageBytes: counts.imageBytes,
    longestTaskMs: await page.evaluate(() => window.bench.longestTaskMs()),
  };
}

/** Leaving a page is an event that a contender may store at. */
async function leave(opened) {
  await opened?.page.goto('about:blank');
  await opened?.page.close();
}

/**
 * The five visits of one contender in a browser that has never been there. Resolves to what was measured, by visit:
 * { allPixelsMs, sinceNavigationMs, framesWithout, shown, backendCalls, lateCalls, imageRequests, imageBytes, longestTaskMs }. Times are NaN
 * when not all pictures came; `lateCalls` are those after the pictures were shown.
 *
 * Visits 4 and 5 are a day later by the clocks of page and server; the browser's own clock, by which it judges what its HTTP cache
 * holds, and the workers' cannot be set. With the age of the pictures (see world.mjs) and lifetimes of a week it makes no difference.
 *
 * Offline means that the backend and the object store cannot be reached and that navigator.onLine is false. The page itself is
 * served, as by a worker that keeps the application's shell: none of the contenders is about that.
 *
 * `cpu` slows the page's main thread, not the workers' and the browser's own.
 */
export async function journey(browser, { url, world, contender, friends, cpu, visits }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const address = `${url}/${contender}/?friends=${friends}`;
  const results = {};
  try {
    let opened;
    for (const visit of visits) {
      if (visit !== 2 && visit !== 3) {
        await leave(opened);
        opened = await openPage(context, { visit, cpu });
      }
      const { page, requests } = opened;
      const patience = visit === 5 ? offlinePatience({ friends, cpu }) : PATIENCE_MS;
      const shown = await makeVisit(page, { world, address, visit, patience });
      if (visit !== 5) await whenStored(page, { contender, friends, requests });
      results[visit] = await measured(page, { shown, counts: world.take(), friends, visit });
    }
    return results;
  } finally {
    await context.close();
  }
}
