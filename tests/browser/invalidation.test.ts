import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inEveryLayer } from './support/layers.js';
import { colourOf, layersFilled, picturesShown } from './support/looking.js';
import { drawPicture } from './support/pictures.js';
import { startWorld, type World } from './support/world.js';

const QUERY = '?users=ada,grace';

describe('invalidation', () => {
  let world: World;
  let visitor: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.stop());

  beforeEach(async () => {
    world.front.hold(() => false);
    world.store.hold(() => false);
    await visitor?.close();
    await world.putPicture('ada', 1);
    await world.putPicture('grace', 1);
    visitor = await world.newVisitor();
    page = await world.open(visitor, QUERY);
    await picturesShown(page, 2);
    await layersFilled(page, 2);
    world.forgetCrossings();
  });

  const shownVersion = (userId: string): Promise<string | null> =>
    page.evaluate((user) => window.cache.snapshot(user).version, userId);

  it('drops the old picture from every layer, fetches the new one and fills every layer with it', async () => {
    const before = await colourOf(page, 'ada');
    const { version } = await world.putPicture('ada', 2);
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    await page.waitForFunction((wanted) => window.cache.snapshot('ada').version === wanted, version);
    await page.waitForFunction(() => !window.cache.snapshot('ada').stale);
    expect(await colourOf(page, 'ada')).not.toBe(before);
    await expect
      .poll(() => inEveryLayer(page, 'ada'))
      .toEqual({
        localStorage: version,
        indexedDB: version,
        serviceWorker: version,
      });
  });

  it('leaves other pictures alone', async () => {
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    await page.waitForFunction(() => !window.cache.snapshot('ada').stale);
    const crossed = [...world.front.take(), ...world.store.take()];
    expect(crossed.filter(({ path }) => path.includes('grace'))).toEqual([]);
    expect(await shownVersion('grace')).not.toBeNull();
  });

  it('keeps the old picture shown, stale, until the new one is there', async () => {
    const hold = world.front.hold(({ path }) => path.endsWith('/batch'));
    await world.putPicture('ada', 2);
    const before = await colourOf(page, 'ada');
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    await hold.arrived(1);
    expect(await page.evaluate(() => window.cache.snapshot('ada'))).toMatchObject({
      status: 'ready',
      stale: true,
    });
    expect(await colourOf(page, 'ada')).toBe(before);
    expect(await inEveryLayer(page, 'ada')).toEqual({
      localStorage: null,
      indexedDB: null,
      serviceWorker: null,
    });
    hold.release();
    await page.waitForFunction(() => !window.cache.snapshot('ada').stale);
    expect(await colourOf(page, 'ada')).not.toBe(before);
  });

  it('hard: shows nothing of the old picture at once', async () => {
    const hold = world.front.hold(({ path }) => path.endsWith('/batch'));
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada', hard: true }));
    await hold.arrived(1);
    expect(await page.evaluate(() => window.cache.snapshot('ada').url)).toBeNull();
    hold.release();
    await picturesShown(page, 2);
  });

  it('an upload is shown and cached in every layer without a batch call', async () => {
    const bytes = [...drawPicture('ada', 3)];
    const resolved = await page.evaluate(
      (picture) => window.cache.upload('ada', new Blob([new Uint8Array(picture)], { type: 'image/png' })),
      bytes,
    );
    expect(resolved).toMatchObject({ userId: 'ada', layer: 'network', stale: false });
    expect(await shownVersion('ada')).toBe(resolved.version);
    expect(world.front.take()).toEqual([{ method: 'PUT', path: '/api/profile-pictures/ada?size=128' }]);
    await expect
      .poll(() => inEveryLayer(page, 'ada'))
      .toEqual({
        localStorage: resolved.version,
        indexedDB: resolved.version,
        serviceWorker: resolved.version,
      });
  });

  it('a lookup in flight cannot bring the old picture back into any layer', async () => {
    const hold = world.store.hold(() => true);
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    await hold.arrived(1);
    const { version } = await world.putPicture('ada', 4);
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    hold.release();
    await page.waitForFunction((wanted) => window.cache.snapshot('ada').version === wanted, version);
    await expect
      .poll(() => inEveryLayer(page, 'ada'))
      .toEqual({
        localStorage: version,
        indexedDB: version,
        serviceWorker: version,
      });
    await page.reload();
    await picturesShown(page, 2);
    expect(await shownVersion('ada')).toBe(version);
  });

  it('reaches every other tab', async () => {
    const other = await world.open(visitor, QUERY);
    await picturesShown(other, 2);
    const before = await colourOf(other, 'ada');
    const { version } = await world.putPicture('ada', 5);
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'ada' }));
    await other.waitForFunction((wanted) => window.cache.snapshot('ada').version === wanted, version);
    await other.waitForFunction(() => !window.cache.snapshot('ada').stale);
    expect(await colourOf(other, 'ada')).not.toBe(before);
  });

  it('another tab that was still fetching the old picture cannot bring it back', async () => {
    await world.putPicture('linus', 1);
    const hold = world.store.hold(() => true);
    const other = await world.open(visitor, '?users=linus');
    await hold.arrived(1);
    const { version } = await world.putPicture('linus', 2);
    await page.evaluate(() => window.cache.invalidateProfilePicture({ userId: 'linus' }));
    hold.release();
    await other.waitForFunction((wanted) => window.cache.snapshot('linus').version === wanted, version);
    await expect
      .poll(() => inEveryLayer(other, 'linus'))
      .toEqual({ localStorage: version, indexedDB: version, serviceWorker: version });
  });

  it('clear() leaves nothing of the account in any layer', async () => {
    await page.evaluate(() => {
      window.setShown(false);
      return window.cache.clear();
    });
    for (const userId of ['ada', 'grace']) {
      expect(await inEveryLayer(page, userId)).toEqual({
        localStorage: null,
        indexedDB: null,
        serviceWorker: null,
      });
    }
  });
});
