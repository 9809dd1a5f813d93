import type { BrowserContext, Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { answeredBy, layersFilled, loseFastLayers, picturesShown, reportOf } from './support/looking.js';
import { startWorld, type World } from './support/world.js';

const BATCH = { method: 'POST', path: '/api/profile-pictures/batch' };
const EXPIRED_DATE = '20200101T000000Z';

/** The page's record of ada in localStorage, with a URL whose signature ran out long ago though the record denies it. */
function expiredRecord(page: Page): Promise<string> {
  return page.evaluate((date) => {
    const record = JSON.parse(localStorage.getItem('profile_pic:ada') ?? '{}') as Record<string, unknown>;
    const url = new URL(String(record.url));
    url.searchParams.set('X-Amz-Date', date);
    return JSON.stringify({ ...record, url: url.href, expiresAt: Date.now() + 3_600_000 });
  }, EXPIRED_DATE);
}

describe('when something is wrong', () => {
  let world: World;
  let visitor: BrowserContext;

  afterEach(() => world?.stop());

  const open = async (query: string, options?: Parameters<typeof startWorld>[0]): Promise<Page> => {
    world = await startWorld(options);
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    return world.open(visitor, query);
  };

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
    expect(await page.locator('img').getAttribute('src')).toMatch(/^data:image\/svg/);
    world.setDown(false);
    await picturesShown(page, 1);
    expect(await answeredBy(page)).toEqual({ network: 1 });
  });

  it('a picture that is shown stays while the backend is down', async () => {
    const page = await open('?users=ada');
    await picturesShown(page, 1);
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
    expect(await page.evaluate(() => window.cache.snapshot('ada').layer)).toBe('network');
    expect(world.front.take()).toEqual([BATCH]);
    const images = world.store.take().map(({ path }) => new URLSearchParams(path.split('?')[1]));
    expect(images.at(0)?.get('X-Amz-Date')).toBe(EXPIRED_DATE);
    expect(images.filter((query) => query.get('X-Amz-Date') !== EXPIRED_DATE)).toHaveLength(1);
  });

  it('a fresh URL that the store refuses is signed again, once', async () => {
    world = await startWorld();
    await world.putPicture('ada');
    visitor = await world.newVisitor();
    const refused: string[] = [];
    await visitor.route(`${world.store.url}/**`, async (route) => {
      if (refused.length > 0) return route.continue();
      refused.push(route.request().url());
      return route.fulfill({
        status: 403,
        headers: { 'access-control-allow-origin': '*', 'content-type': 'application/xml' },
        body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
      });
    });
    const page = await world.open(visitor, '?users=ada');
    await picturesShown(page, 1);
    expect(refused).toHaveLength(1);
    expect(await answeredBy(page)).toEqual({ network: 1 });
    expect(world.front.take()).toEqual([BATCH, BATCH]);
    expect(world.store.take()).toHaveLength(1);
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
    expect(await answeredBy(other)).toEqual({ network: 1 });
    expect(world.front.take()).toHaveLength(1);
  });

  it('a component that is mounted twice by StrictMode asks once', async () => {
    const page = await open('?users=ada&strict');
    await picturesShown(page, 1);
    expect(await answeredBy(page)).toEqual({ network: 1 });
    expect(world.front.take()).toHaveLength(1);
  });
});
