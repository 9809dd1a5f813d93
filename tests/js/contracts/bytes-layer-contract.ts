import { beforeEach, describe, expect, test } from 'vitest';
import type { PictureKey } from '../../../js/shared/keys.js';
import type { StoredPicture } from '../../../js/shared/stored-picture.js';
import type { Variant } from '../../../js/shared/variants.js';
import type { BytesShim } from '../../../js/shims/types.js';
import { pngBytes } from '../support/image-bytes.js';
import { type KeepFields, keepRequest } from '../support/keep-request.js';
import { uniqueName } from '../support/world.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.now();

/** What L2, L3 and their double have in common. Each test works in accounts of its own. */
export function bytesLayerContract(name: string, open: () => BytesShim | Promise<BytesShim>): void {
  describe(`${name} keeps the contract of a bytes layer`, () => {
    let layer: BytesShim;
    let account: string;

    beforeEach(async () => {
      layer = await open();
      account = uniqueName('account');
    });

    const key = (userId: string, variant: Variant = 128): PictureKey => ({ account, userId, variant });
    const keep = (...pictures: KeepFields[]): Promise<number> =>
      layer.keep(pictures.map((fields) => keepRequest({ account, fetchedAt: NOW, askedAt: NOW, ...fields })));
    const find = async (
      userId = 'ada',
      now = NOW,
      variant: Variant = 128,
    ): Promise<StoredPicture | undefined> => (await layer.lookup([key(userId, variant)], now))[0];
    const versionOf = async (userId = 'ada', variant: Variant = 128): Promise<string | undefined> =>
      (await find(userId, NOW, variant))?.version;

    test('a kept picture is found with its bytes, type, version and time', async () => {
      expect(await keep({ version: 'a"b é', bytes: pngBytes(300, 7), fetchedAt: NOW - 5.25 })).toBe(0);
      const found = await find();
      expect(found).toMatchObject({ version: 'a"b é', contentType: 'image/png', fetchedAt: NOW - 5.25 });
      expect(found?.key).toEqual(key('ada'));
      expect(new Uint8Array(found?.bytes ?? new ArrayBuffer(0))).toEqual(new Uint8Array(pngBytes(300, 7)));
    });

    test('a picture that was never kept is not found', async () => {
      expect(await layer.lookup([key('nobody')], NOW)).toEqual([]);
    });

    test('one lookup finds those of many that are there', async () => {
      const all = Array.from({ length: 60 }, (_, i) => `user-${i}`);
      const even = all.filter((_, i) => i % 2 === 0);
      await keep(...even.map((userId) => ({ userId, version: userId })));
      const found = await layer.lookup(
        all.map((userId) => key(userId)),
        NOW,
      );
      expect(found.map(({ version }) => version).sort()).toEqual([...even].sort());
      expect(found.every((picture) => picture.key.userId === picture.version)).toBe(true);
    });

    test('nothing to look up, to keep or to remove is no failure', async () => {
      expect(await layer.lookup([], NOW)).toEqual([]);
      expect(await layer.keep([])).toBe(0);
      await layer.remove(account, [], NOW);
    });

    test('the page can go on using the bytes that it gave and those that it got', async () => {
      const given = pngBytes(64, 1);
      await keep({ bytes: given });
      expect(given.byteLength).toBe(64);
      new Uint8Array(given).fill(9);
      new Uint8Array((await find())?.bytes ?? new ArrayBuffer(0)).fill(9);
      expect(new Uint8Array((await find())?.bytes ?? new ArrayBuffer(0))).toEqual(
        new Uint8Array(pngBytes(64, 1)),
      );
    });

    test('another size, user or account is another picture', async () => {
      const userId = uniqueName('user');
      await keep({ userId });
      const ours = key(userId);
      const others = [
        key(userId, 64),
        key(`${userId}2`),
        { ...ours, account: '' },
        { ...ours, account: 'x' },
      ];
      expect(await layer.lookup(others, NOW)).toEqual([]);
      expect(await layer.lookup([ours], NOW)).toHaveLength(1);
    });

    test.each(['a/b', 'a%2Fb', 'a?b#c', 'ünïcödé 山田', '😀', '__proto__', 'a&account=b', '\'"<>', 'a b+c'])(
      'the user id %j is a name like any other',
      async (userId) => {
        await keep({ userId }, { userId: `${userId}2`, version: 'other' });
        expect(await versionOf(userId)).toBe('v1');
        await layer.remove(account, [userId], NOW + 1);
        expect(await find(userId)).toBeUndefined();
        expect(await versionOf(`${userId}2`)).toBe('other');
      },
    );

    test('an account of unusual letters is kept apart from the others', async () => {
      const odd = `${account}/&size=64#ü`;
      await layer.keep([keepRequest({ account: odd, fetchedAt: NOW, askedAt: NOW })]);
      expect(await layer.lookup([{ ...key('ada'), account: odd }], NOW)).toHaveLength(1);
      await layer.clear(odd, NOW + 1);
      expect(await layer.lookup([{ ...key('ada'), account: odd }], NOW)).toEqual([]);
    });

    test('a picture is found for 7 days and no longer, however often it is read', async () => {
      await keep({});
      expect(await find('ada', NOW + 6 * DAY)).toBeDefined();
      expect(await find('ada', NOW + 7 * DAY - 1)).toBeDefined();
      expect(await find('ada', NOW + 7 * DAY)).toBeUndefined();
    });

    test('a picture from the future, where two clocks differ, counts as new', async () => {
      await keep({ fetchedAt: NOW + DAY });
      expect(await find('ada', NOW)).toBeDefined();
    });

    test('without bytes, the time of the same version is renewed', async () => {
      await keep({ bytes: pngBytes(99, 3) });
      expect(await keep({ bytes: null, fetchedAt: NOW + DAY })).toBe(0);
      const found = await find('ada', NOW + 8 * DAY - 1);
      expect(found?.fetchedAt).toBe(NOW + DAY);
      expect(new Uint8Array(found?.bytes ?? new ArrayBuffer(0))).toEqual(new Uint8Array(pngBytes(99, 3)));
    });

    test('without bytes, another version and an absent picture are refused', async () => {
      await keep({ userId: 'ada' });
      const refused = await keep(
        { userId: 'ada', version: 'v2', bytes: null },
        { userId: 'bob', bytes: null },
      );
      expect(refused).toBe(2);
      expect(await versionOf('ada')).toBe('v1');
      expect(await find('bob')).toBeUndefined();
    });

    test('a new version takes the place of the old one', async () => {
      await keep({ version: 'v1' });
      expect(await keep({ version: 'v2', bytes: pngBytes(80), fetchedAt: NOW + 1 })).toBe(0);
      expect((await find())?.bytes.byteLength).toBe(80);
      expect(await versionOf()).toBe('v2');
    });

    test('a late answer does not take the place of a newer one', async () => {
      await keep({ version: 'v2', fetchedAt: NOW });
      expect(await keep({ version: 'v1', fetchedAt: NOW - 1 })).toBe(1);
      expect(await versionOf()).toBe('v2');
    });

    test('an older time of the same version turns nothing back', async () => {
      await keep({ fetchedAt: NOW });
      expect(await keep({ fetchedAt: NOW - DAY }, { fetchedAt: NOW - DAY, bytes: null })).toBe(0);
      expect((await find())?.fetchedAt).toBe(NOW);
    });

    test('an empty picture is refused', async () => {
      expect(await keep({ bytes: new ArrayBuffer(0) }, { userId: 'bob' })).toBe(1);
      expect(await find()).toBeUndefined();
      expect(await find('bob')).toBeDefined();
    });

    test('removing a user removes every size, and no other user', async () => {
      await keep({ variant: 64 }, { variant: 128 }, { variant: 256 }, { variant: 512 }, { userId: 'adam' });
      await layer.remove(account, ['ada', 'nobody'], NOW + 1);
      const sizes = await layer.lookup(
        [key('ada', 64), key('ada', 128), key('ada', 256), key('ada', 512)],
        NOW,
      );
      expect(sizes).toEqual([]);
      expect(await find('adam')).toBeDefined();
    });

    test('removing a user leaves the same user of another account', async () => {
      const other = `${account}-other`;
      await layer.keep([keepRequest({ account: other, fetchedAt: NOW, askedAt: NOW })]);
      await layer.remove(account, ['ada'], NOW + 1);
      expect(await layer.lookup([{ ...key('ada'), account: other }], NOW)).toHaveLength(1);
    });

    test('what was asked for before an invalidation is refused however late it comes', async () => {
      await layer.remove(account, ['ada'], NOW);
      expect(await keep({ askedAt: NOW - 0.5 }, { askedAt: NOW - 1, variant: 64 })).toBe(2);
      expect(await find()).toBeUndefined();
      expect(await keep({ askedAt: NOW, version: 'v2' })).toBe(0);
      expect(await versionOf()).toBe('v2');
    });

    test('renewing is refused as well when it was asked for before an invalidation', async () => {
      await layer.remove(account, ['ada'], NOW);
      await keep({ askedAt: NOW + 1, fetchedAt: NOW });
      expect(await keep({ askedAt: NOW - 1, fetchedAt: NOW + 5, bytes: null })).toBe(1);
      expect((await find())?.fetchedAt).toBe(NOW);
    });

    test('an earlier invalidation that comes late does not undo a later one', async () => {
      await layer.remove(account, ['ada'], NOW);
      await layer.remove(account, ['ada'], NOW - 100);
      expect(await keep({ askedAt: NOW - 50 })).toBe(1);
    });

    test('not even when it comes minutes late', async () => {
      await layer.remove(account, ['ada'], NOW);
      await layer.remove(account, ['ada'], NOW - 10 * MINUTE);
      await layer.clear(`${account}-other`, NOW);
      await layer.clear(`${account}-other`, NOW - 10 * MINUTE);
      expect(await keep({ askedAt: NOW - 1 }, { account: `${account}-other`, askedAt: NOW - 1 })).toBe(2);
    });

    test('an invalidation of the future hides no other one', async () => {
      await layer.clear(account, NOW + 30 * DAY);
      await layer.remove(account, ['ada'], NOW);
      expect(await keep({ askedAt: NOW - 1 })).toBe(1);
      await layer.remove(account, ['bob'], NOW + 30 * DAY);
      await layer.clear(account, NOW);
      expect(await keep({ userId: 'bob', askedAt: NOW - 1 })).toBe(1);
      expect(await keep({}, { userId: 'bob' })).toBe(0);
    });

    test('an invalidation of the future, noted while the clock was ahead, refuses nothing', async () => {
      await layer.remove(account, ['ada'], NOW + 30 * DAY);
      await layer.clear(account, NOW + 30 * DAY);
      expect(await keep({ askedAt: NOW })).toBe(0);
      expect(await versionOf()).toBe('v1');
    });

    test('an invalidation takes the place of one of the future', async () => {
      await layer.remove(account, ['ada'], NOW + 30 * DAY);
      await layer.remove(account, ['ada'], NOW);
      expect(await keep({ askedAt: NOW - 1 })).toBe(1);
    });

    test('a picture of the future gives way to whatever the server says now', async () => {
      await keep({ fetchedAt: NOW + DAY }, { userId: 'bob', fetchedAt: NOW + DAY });
      expect(await keep({ version: 'v2', fetchedAt: NOW })).toBe(0);
      expect(await versionOf()).toBe('v2');
      expect(await keep({ userId: 'bob', fetchedAt: NOW, bytes: null })).toBe(0);
      expect((await find('bob'))?.fetchedAt).toBe(NOW);
    });

    test('removing what was fetched up to a time leaves what was fetched later', async () => {
      await keep({ variant: 64, fetchedAt: NOW - 2 }, { variant: 128, fetchedAt: NOW });
      await layer.remove(account, ['ada'], NOW - 2, NOW - 1);
      expect(await layer.lookup([key('ada', 64)], NOW)).toEqual([]);
      expect(await find()).toBeDefined();
      await layer.remove(account, ['ada'], NOW - 2, NOW);
      expect(await find()).toBeUndefined();
    });

    test('it does not leave what is of the future, whose age is not known', async () => {
      await keep({ fetchedAt: NOW + DAY });
      await layer.remove(account, ['ada'], NOW, NOW);
      expect(await find()).toBeUndefined();
    });

    test('clearing removes every picture of the account, and no other', async () => {
      const other = `${account}-other`;
      await layer.keep([keepRequest({ account: other, fetchedAt: NOW, askedAt: NOW })]);
      await keep({ userId: 'ada' }, { userId: 'bob', variant: 512 });
      await layer.clear(account, NOW + 1);
      expect(await layer.lookup([key('ada'), key('bob', 512)], NOW)).toEqual([]);
      expect(await layer.lookup([{ ...key('ada'), account: other }], NOW)).toHaveLength(1);
    });

    test('what was asked for before clearing is refused for every user, known or not', async () => {
      await keep({ userId: 'ada' });
      await layer.clear(account, NOW + 1);
      expect(await keep({ userId: 'ada' }, { userId: 'bob' })).toBe(2);
      expect(await keep({ userId: 'ada', askedAt: NOW + 1 }, { userId: 'bob', askedAt: NOW + 2 })).toBe(0);
    });

    test('calls are carried out in the order in which they were made', async () => {
      const kept = keep({ version: 'v1' });
      const removed = layer.remove(account, ['ada'], NOW + 1);
      const gone = find();
      const again = keep({ version: 'v2', askedAt: NOW + 1 });
      const back = versionOf();
      expect(await kept).toBe(0);
      await removed;
      expect(await gone).toBeUndefined();
      expect(await again).toBe(0);
      expect(await back).toBe('v2');
    });
  });
}
