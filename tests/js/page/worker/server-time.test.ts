import { expect, onTestFinished, test } from 'vitest';
import { ServerTime } from '../../../../sw/server-time.js';
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
  expect(await new ServerTime(openCache()).now()).toBeCloseTo(Date.now(), -3);
});

test('it is known to the next worker, too', async () => {
  const open = openCache();
  await new ServerTime(open).learn(pageTime());
  expect(await new ServerTime(open).now()).toBeCloseTo(serverNow(), -3);
});

test('without a storage it goes on by what it has heard', async () => {
  const time = new ServerTime(() => Promise.reject(new Error('made up')));
  expect(await time.now()).toBeCloseTo(Date.now(), -3);
  await time.learn(pageTime());
  expect(await time.now()).toBeCloseTo(serverNow(), -3);
});

test('what is no time teaches nothing', async () => {
  const time = new ServerTime(openCache());
  await time.learn({ client: Date.now(), server: Number.NaN });
  expect(await time.now()).toBeCloseTo(Date.now(), -3);
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
