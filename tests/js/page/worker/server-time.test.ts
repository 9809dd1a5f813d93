import { expect, onTestFinished, test } from 'vitest';
import { ServerTime } from '../../../../sw/server-time.js';
import { ONE_PIXEL_PNG } from '../../support/image-bytes.js';
import { keepRequest } from '../../support/keep-request.js';
import { uniqueName } from '../../support/world.js';
import { openControlledPage } from './controlled-page.js';

const DAY = 24 * 60 * 60 * 1000;

/** A computer whose clock is a month ahead of the server's. */
const MONTH_AHEAD = 30 * DAY;
const serverNow = (): number => Date.now() - MONTH_AHEAD;
const pageTime = () => ({ client: Date.now(), server: serverNow() });

function openCache(): () => Promise<Cache> {
  const name = uniqueName('cache');
  onTestFinished(async () => {
    await caches.delete(name);
  });
  return () => caches.open(name);
}

test("until a page has told the server's time, it is the computer's", async () => {
  expect((await new ServerTime(openCache()).pageTime()).server).toBeCloseTo(Date.now(), -3);
});

test('it is known to the next worker, too', async () => {
  const open = openCache();
  await new ServerTime(open).learn(pageTime());
  expect((await new ServerTime(open).pageTime()).server).toBeCloseTo(serverNow(), -3);
});

test('without a storage it goes on by what it has heard', async () => {
  const time = new ServerTime(() => Promise.reject(new Error('made up')));
  expect((await time.pageTime()).server).toBeCloseTo(Date.now(), -3);
  await time.learn(pageTime());
  expect((await time.pageTime()).server).toBeCloseTo(serverNow(), -3);
});

test('what is no time teaches nothing', async () => {
  const time = new ServerTime(openCache());
  await time.learn({ client: Date.now(), server: Number.NaN });
  expect((await time.pageTime()).server).toBeCloseTo(Date.now(), -3);
});

test("a picture is young by the server's clock, however wrong the computer's is", async () => {
  const page = await openControlledPage();
  await page.putObject('ada', 'v2');
  await page.shim.keep([keepRequest({ fetchedAt: serverNow(), askedAt: Date.now() })], pageTime());
  expect((await page.fetch(page.stable('ada'))).headers.get('x-profile-picture-version')).toBe('v1');
  expect(await page.downloads('ada')).toBe(0);
});

test("what the worker fetches is stored with the server's time", async () => {
  const page = await openControlledPage();
  await page.shim.keep([keepRequest({ userId: 'bob', fetchedAt: serverNow() })], pageTime());
  await page.putObject('ada', 'v1');
  await page.fetch(page.stable('ada'));
  const find = async () => (await page.shim.lookup([page.key('ada')], serverNow()))[0];
  await expect.poll(find).toMatchObject({ version: 'v1', fetchedAt: expect.closeTo(serverNow(), -5) });
});

test('and takes the place of no later answer, where the clock is behind', async () => {
  const ahead = { client: Date.now(), server: Date.now() + DAY };
  const page = await openControlledPage();
  await page.shim.keep(
    [keepRequest({ userId: 'ada', version: 'v2', fetchedAt: ahead.server + 5000 })],
    ahead,
  );
  await page.putObject('ada', 'v1');
  await page.fetch(page.signed('ada', 'v1'));
  await page.putObject('bob', 'v1');
  await page.fetch(page.signed('bob', 'v1'));
  const find = (userId: string) => page.shim.lookup([page.key(userId)], ahead.server);
  await expect.poll(() => find('bob')).toHaveLength(1);
  expect(await find('ada')).toMatchObject([{ version: 'v2' }]);
});

test('a picture is shown as long as it is young by either clock: the one remembered may be of before the other was set', async () => {
  const page = await openControlledPage();
  const wrong = { client: Date.now(), server: Date.now() + MONTH_AHEAD };
  await page.shim.keep([keepRequest({ bytes: new Uint8Array(ONE_PIXEL_PNG).buffer })], wrong);
  await page.putObject('ada', 'v2', { down: true });
  expect(await page.show(page.stable('ada'))).toBe(1);
});

test('and asked for again when it seems to come from the future', async () => {
  const page = await openControlledPage();
  await page.shim.keep([keepRequest({})], pageTime());
  await page.putObject('ada', 'v2');
  await page.fetch(page.stable('ada'));
  expect(await page.downloads('ada')).toBe(1);
});
