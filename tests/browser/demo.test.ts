import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveDemo } from '../../scripts/lib/demo-server.mjs';
import { freePort } from '../../scripts/lib/free-port.mjs';
import { seed } from '../../scripts/lib/seed.mjs';
import { startServer } from '../server/start-server.js';
import { CHROMIUM_ARGUMENTS } from './support/world.js';

const FRIENDS = 50;
const LATER_VISITS = [
  [2, 'redux'],
  [3, 'localStorage'],
  [4, 'indexedDB'],
  [5, 'serviceWorker'],
] as const;
const DEADLINE = 30_000;

/**
 * Pictures of the friend list that are no initials and have pixels. While a preview gives way to its picture the browser paints the preview,
 * but says that the element has none: look again.
 */
const friendsWithPixels = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const images = [...document.querySelectorAll<HTMLImageElement>('[data-testid="friend-list"] img')];
    return images.filter(({ src, naturalWidth }) => !/^data:image\/(svg|gif)/.test(src) && naturalWidth > 0)
      .length;
  });

/** Waits until the visit is over: its time stands beside it. Resolves to the layer that the page names as its answer. */
async function visitEnds(page: Page, visit: number): Promise<string | null> {
  const row = page.locator(`[data-testid="visit-${visit}"][aria-current="step"]`);
  await row.locator('[data-milliseconds]').waitFor({ timeout: DEADLINE });
  return row.locator('[data-layer]').getAttribute('data-layer');
}

describe('the demo, as `npm start` serves it', () => {
  let data: string;
  let backend: Awaited<ReturnType<typeof startServer>>;
  let demo: Awaited<ReturnType<typeof serveDemo>>;
  let browser: Browser;
  let visitor: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'ppc-demo-'));
    backend = await startServer({ data });
    await seed(backend.api);
    browser = await chromium.launch({
      executablePath: process.env.PPC_CHROMIUM ?? '/usr/bin/chromium',
      args: CHROMIUM_ARGUMENTS,
    });
  });
  afterAll(async () => {
    await browser.close();
    await backend.stop();
    await rm(data, { recursive: true, force: true });
  });

  beforeEach(async () => {
    demo = await serveDemo({ port: await freePort(5380), api: backend.api });
    visitor = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await visitor.newPage();
    await page.goto(demo.url);
    expect(await visitEnds(page, 1)).toBe('network');
    return async () => {
      await visitor.close();
      await demo.stop();
    };
  });

  it('shows fifty pictures at each of the five visits, each from its own layer', async () => {
    await expect.poll(() => friendsWithPixels(page)).toBe(FRIENDS);
    for (const [visit, layer] of LATER_VISITS) {
      await page.click(`[data-testid="visit-${visit}"]`);
      expect([visit, await visitEnds(page, visit)]).toEqual([visit, layer]);
      await expect.poll(async () => [visit, await friendsWithPixels(page)]).toEqual([visit, FRIENDS]);
    }
  });

  it('fits a telephone at each visit', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [visit] of LATER_VISITS) {
      await page.click(`[data-testid="visit-${visit}"]`);
      await visitEnds(page, visit);
      expect([visit, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([visit, 390]);
    }
  });

  it('has a next day every day of the week, and then begins anew', async () => {
    for (let day = 1; day <= 8; day += 1) {
      await page.goto(`${demo.url}?visit=4`);
      expect([day, await visitEnds(page, 4)]).toEqual([day, 'indexedDB']);
    }
    await page.click('[data-testid="visit-5"]');
    expect(await visitEnds(page, 5)).toBe('serviceWorker');
  });

  it('opens, with its fifty pictures, when its server is gone', async () => {
    await demo.stop();
    await page.reload();
    await visitEnds(page, 3);
    await expect.poll(() => friendsWithPixels(page)).toBe(FRIENDS);
  });
});
