import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCompany } from '../server/support/company.js';
import { answeredBy, layersFilled, loseFastLayers, picturesShown } from './support/looking.js';
import { type Behind, startWorld, type World } from './support/world.js';

const FRIENDS = 50;
const FRIEND_IDS = Array.from({ length: FRIENDS }, (_, i) => `friend-${i + 1}`);
const BATCH = { method: 'POST', path: '/api/profile-pictures/batch' };

/** Each visit finds what the one before left behind, so their order matters. */
const BACKENDS: { backend: string; startBehind: () => Promise<Behind | undefined> }[] = [
  { backend: 'the embedded backend', startBehind: async () => undefined },
  { backend: 'Redis and Ceph', startBehind: startCompany },
];

describe.each(BACKENDS)('the five visits of fifty friends, with $backend', ({ startBehind }) => {
  let world: World;
  let visitor: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld(await startBehind());
    // One after the other: the backend takes only so many uploads at a time.
    for (const userId of FRIEND_IDS) await world.putPicture(userId);
    visitor = await world.newVisitor();
  });

  afterAll(() => world?.stop());

  it('first time: one batch call for all, then each picture once', async () => {
    page = await world.open(visitor);
    await picturesShown(page, FRIENDS);
    expect(await answeredBy(page, FRIENDS)).toEqual({ network: FRIENDS });
    expect(world.front.take()).toEqual([BATCH]);
    expect(world.store.take()).toHaveLength(FRIENDS);
    await layersFilled(page, FRIENDS);
  });

  it('same session: answered by redux in the same render, and nothing crosses the network', async () => {
    await page.evaluate(() => window.cache.monitor.reset());
    world.forgetCrossings();
    await page.evaluate(() => window.setShown(false));
    await page.waitForFunction(() => document.querySelectorAll('img').length === 0);
    await page.evaluate(() => window.setShown(true));
    await picturesShown(page, FRIENDS);
    expect(await page.evaluate(() => window.firstCommit)).toEqual(
      Array(FRIENDS).fill(expect.stringMatching(/^blob:/)),
    );
    expect(await answeredBy(page, FRIENDS)).toEqual({ redux: FRIENDS });
    expect([...world.front.take(), ...world.store.take()]).toEqual([]);
  });

  it('page refresh: answered by localStorage in the first render, and nothing crosses the network', async () => {
    await page.reload();
    await picturesShown(page, FRIENDS);
    expect(await answeredBy(page, FRIENDS)).toEqual({ localStorage: FRIENDS });
    const firstCommit = await page.evaluate(() => window.firstCommit);
    expect(firstCommit).toHaveLength(FRIENDS);
    expect(firstCommit.filter((source) => /^data:image\/(svg|gif)/.test(source))).toEqual([]);
    expect([...world.front.take(), ...world.store.take()]).toEqual([]);
  });

  it('next day: answered by indexedDB, checked in one background call, and no image crosses', async () => {
    await page.close();
    page = await world.open(visitor, '?days=1');
    await picturesShown(page, FRIENDS);
    expect(await answeredBy(page, FRIENDS)).toEqual({ indexedDB: FRIENDS });
    await page.waitForFunction(() =>
      Object.values(window.cache.store.getState().pictures).every(({ stale }) => !stale),
    );
    expect(world.front.take()).toEqual([BATCH]);
    expect(world.store.take()).toEqual([]);
  });

  it('the day after the next, offline and with the fast layers gone: every picture from the worker', async () => {
    await loseFastLayers(page);
    await page.close();
    world.setDown(true);
    const hold = world.front.hold(() => true);
    page = await world.open(visitor, '?days=3');
    await picturesShown(page, FRIENDS);
    expect(await answeredBy(page, FRIENDS)).toEqual({ serviceWorker: FRIENDS });
    // The pictures are days old, so one call tries to check them all. It is counted while it hangs: Chromium itself sends
    // a call again when a connection that it had kept turns out to be broken.
    await hold.arrived(1);
    expect(world.front.take()).toEqual([BATCH]);
    hold.release();
    await page.waitForFunction(() => window.cache.monitor.getReport().counters.retries > 0);
    await picturesShown(page, FRIENDS);
    expect(world.front.take().filter(({ path }) => path !== BATCH.path)).toEqual([]);
    expect(world.store.take()).toEqual([]);
  });
});
