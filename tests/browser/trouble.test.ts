import type { BrowserContext, Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { answeredBy, layersFilled, picturesShown, reportOf } from './support/looking.js';
import { startWorld, type World } from './support/world.js';

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

  it('an expired signed URL is never the end: it is signed again', async () => {
    const page = await open('?users=ada', { urlLifetimeSeconds: 62 });
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    await page.evaluate(() => {
      const key = 'profile_pic:ada';
      const record = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>;
      const url = new URL(String(record.url));
      url.searchParams.set('X-Amz-Date', '20200101T000000Z');
      localStorage.setItem(
        key,
        JSON.stringify({ ...record, url: url.href, expiresAt: Date.now() + 3_600_000 }),
      );
      return caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))));
    });
    await page.reload();
    await picturesShown(page, 1);
    expect(await page.evaluate(() => window.cache.snapshot('ada').status)).toBe('ready');
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
