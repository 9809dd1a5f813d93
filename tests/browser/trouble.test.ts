import type { BrowserContext, Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import type { Crossing } from './support/counting-proxy.js';
import { answeredBy, layersFilled, loseFastLayers, picturesShown, reportOf } from './support/looking.js';
import { startWorld, type World } from './support/world.js';

const BATCH = { method: 'POST', path: '/api/profile-pictures/batch' };
/** The page's record of ada in localStorage, with a URL whose signature ran out long ago though the record denies it. */
function expiredRecord(page: Page): Promise<string> {
  return page.evaluate(() => {
    const record = JSON.parse(localStorage.getItem('profile_pic:ada') ?? '{}') as Record<string, unknown>;
    const url = new URL(String(record.url));
    const credential = url.searchParams.get('X-Amz-Credential') ?? '';
    url.searchParams.set('X-Amz-Credential', credential.replace(/\/\d{8}\//, '/20200101/'));
    url.searchParams.set('X-Amz-Date', '20200101T000000Z');
    return JSON.stringify({ ...record, url: url.href, expiresAt: Date.now() + 3_600_000 });
  });
}

describe('when something is wrong', () => {
  let world: World;
  let visitor: BrowserContext;

  afterEach(() => world?.stop());

  const open = async (query: string): Promise<Page> => {
    world = await startWorld();
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    return world.open(visitor, query);
  };

  /** How the store answers these requests when they are sent to it once more. */
  const storeAnswers = (crossings: readonly Crossing[]): Promise<number[]> =>
    Promise.all(crossings.map(async ({ path }) => (await fetch(`${world.store.url}${path}`)).status));

  it('a user without a picture gets initials, and is asked about once', async () => {
    const page = await open('?users=ada,nobody');
    await picturesShown(page, 1);
    await page.waitForFunction(() => window.cache.snapshot('nobody').status === 'missing');
    world.forgetCrossings();
    await page.reload();
    await picturesShown(page, 1);
    await page.waitForFunction(() => window.cache.snapshot('nobody').status === 'missing');
    expect(world.front.take()).toEqual([]);
    expect(await page.locator('img[data-user="nobody"]').getAttribute('src')).toMatch(/^data:image\/svg/);
  });

  it('a user who uploads a first picture is no longer missing', async () => {
    const page = await open('?users=nobody');
    await page.waitForFunction(() => window.cache.snapshot('nobody').status === 'missing');
    await world.putPicture('nobody');
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'nobody' }));
    await picturesShown(page, 1);
  });

  it('while the backend is down there are initials, and the pictures come when it is back', async () => {
    world = await startWorld();
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    world.setDown(true);
    const page = await world.open(visitor, '?users=ada');
    await page.waitForFunction(() => window.cache.monitor.getReport().counters.retries > 0);
    await page.locator('img[src^="data:image/svg"]').waitFor();
    world.setDown(false);
    await picturesShown(page, 1);
    expect(await answeredBy(page, 1)).toEqual({ network: 1 });
  });

  it('a picture that is shown stays while the backend is down', async () => {
    const page = await open('?users=ada');
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    world.setDown(true);
    await page.evaluate(() => window.cache.refetch('ada'));
    await page.waitForFunction(() => window.cache.monitor.getReport().counters.retries > 0);
    await picturesShown(page, 1);
  });

  it('a stored URL that the store refuses is never the end: it is signed again', async () => {
    const page = await open('?users=ada');
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    const record = await expiredRecord(page);
    await loseFastLayers(page);
    await page.evaluate(async (text) => {
      for (const name of await caches.keys()) await caches.delete(name);
      localStorage.setItem('profile_pic:ada', text);
    }, record);
    world.forgetCrossings();
    await page.reload();
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    expect(await page.evaluate(() => window.cache.snapshot('ada').layer)).toBe('network');
    expect(world.front.take()).toEqual([BATCH]);
    expect(await storeAnswers(world.store.take())).toEqual([403, 200]);
  });

  it('a fresh URL that the store refuses is signed again, once', async () => {
    world = await startWorld();
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    // The element's request, and the page's own, which tells why.
    world.store.refuse(2);
    const page = await world.open(visitor, '?users=ada');
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    expect(await answeredBy(page, 1)).toEqual({ network: 1 });
    expect(world.front.take()).toEqual([BATCH, BATCH]);
    expect(world.store.take()).toHaveLength(3);
  });

  it('a store that refuses the second signature, too, is not asked again', async () => {
    world = await startWorld();
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    world.store.refuse(Number.POSITIVE_INFINITY);
    const page = await world.open(visitor, '?users=ada');
    await page.waitForFunction(() => window.cache.snapshot('ada').status === 'error');
    expect(await page.evaluate(() => window.cache.snapshot('ada').error?.code)).toBe('forbidden');
    expect(world.front.take()).toEqual([BATCH, BATCH]);
    expect(world.store.take()).toHaveLength(3);
  });

  it('without a service worker everything else works', async () => {
    const page = await open('?users=ada&worker=none');
    await picturesShown(page, 1);
    await page.waitForFunction(() => window.cache.monitor.getReport().layers.indexedDB.entries === 1);
    await page.reload();
    await picturesShown(page, 1);
    expect((await reportOf(page)).layers.localStorage.hits).toBe(1);
  });

  it('accounts do not see each other', async () => {
    const page = await open('?users=ada&account=one');
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    world.forgetCrossings();
    const other = await world.open(visitor, '?users=ada&account=two');
    await picturesShown(other, 1);
    expect(await answeredBy(other, 1)).toEqual({ network: 1 });
    expect(world.front.take()).toHaveLength(1);
  });

  it('a component that is mounted twice by StrictMode asks once', async () => {
    const page = await open('?users=ada&strict');
    await picturesShown(page, 1);
    expect(await answeredBy(page, 1)).toEqual({ network: 1 });
    expect(world.front.take()).toHaveLength(1);
  });
});
