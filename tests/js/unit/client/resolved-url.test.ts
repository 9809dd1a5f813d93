import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closePage, loadCache, newStores, openPage, outcome, pass } from '../../support/page-cache.js';

beforeEach(openPage);
afterEach(closePage);

test('a resolved URL that is held at once outlives the picture in the store, until it is let go', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  const stores = newStores();
  for (const user of ['ada', 'bob', 'cleo']) stores.backend.put(user);
  const cache = loadCache(stores, { limits: { storeEntries: 1 } });
  const urlOf = async (user: string) => {
    const picture = await outcome(
      cache.resolve(user).then(({ url }) => ({ url, release: cache.holdUrl(url) })),
    );
    if (picture instanceof Error) throw picture;
    return picture;
  };
  const ada = await urlOf('ada');
  const bob = await urlOf('bob');
  bob.release();
  await urlOf('cleo');
  await pass();
  expect(revoked.mock.calls).toEqual([[bob.url]]);
  ada.release();
  expect(revoked).toHaveBeenLastCalledWith(ada.url);
});
