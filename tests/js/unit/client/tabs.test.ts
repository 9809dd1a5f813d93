import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PagePictureCache as Cache } from '../../../../js/client/picture-cache.js';
import { openTabs, type TabMessage } from '../../../../js/client/tabs.js';
import {
  asDatabase,
  closePage,
  loadCache,
  MINUTE,
  newStores,
  openPage,
  outcome,
  pass,
  type Stores,
} from '../../support/page-cache.js';

const nothing = (): void => {};

/** Channels of one name; a message arrives in a task of its own, and at every other channel. */
class MemoryChannel {
  static readonly #open = new Set<MemoryChannel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  #closed = false;

  constructor(readonly name: string) {
    MemoryChannel.#open.add(this);
  }

  postMessage(data: unknown): void {
    if (this.#closed) throw new DOMException('closed', 'InvalidStateError');
    const copy: unknown = structuredClone(data);
    for (const channel of MemoryChannel.#open) {
      if (channel === this || channel.name !== this.name) continue;
      setTimeout(() => channel.onmessage?.({ data: copy }), 0);
    }
  }

  close(): void {
    this.#closed = true;
    MemoryChannel.#open.delete(this);
  }
}

let stores: Stores;

beforeEach(() => {
  openPage();
  vi.stubGlobal('BroadcastChannel', MemoryChannel);
  stores = newStores();
  stores.backend.put(['ada', 'bob']);
});
afterEach(closePage);

async function heard(data: unknown): Promise<TabMessage[]> {
  const messages: TabMessage[] = [];
  const tabs = openTabs('viewer', (message) => messages.push(message));
  const other = new MemoryChannel('profile-picture-cache');
  other.postMessage(data);
  await pass(0);
  tabs.close();
  other.close();
  return messages;
}

const envelope = (change: object): object => ({
  profilePictureCache: 1,
  account: 'viewer',
  message: { type: 'cleared' },
  ...change,
});

test('what one tab tells the others of its account hear', async () => {
  const messages: TabMessage[] = [];
  const tabs = [openTabs('viewer', (message) => messages.push(message)), openTabs('viewer', nothing)];
  tabs[1]?.tell({ type: 'invalidated', userId: 'ada', hard: true });
  tabs[1]?.tell({ type: 'cleared' });
  await pass(0);
  expect(messages).toEqual([{ type: 'invalidated', userId: 'ada', hard: true }, { type: 'cleared' }]);
  for (const tab of tabs) tab.close();
});

test.each([
  ['nothing', null],
  ['text', 'cleared'],
  ['a number', 5],
  ['another version', envelope({ profilePictureCache: 2 })],
  ['no version', envelope({ profilePictureCache: undefined })],
  ['another account', envelope({ account: 'somebody' })],
  ['no account', envelope({ account: undefined })],
  ['no message', envelope({ message: undefined })],
  ['null for a message', envelope({ message: null })],
  ['an unknown message', envelope({ message: { type: 'exploded' } })],
  ['an invalidation of nobody', envelope({ message: { type: 'invalidated', hard: false } })],
  ['an invalidation of a number', envelope({ message: { type: 'invalidated', userId: 5, hard: false } })],
  ['an invalidation of a bad id', envelope({ message: { type: 'invalidated', userId: 'a\n', hard: false } })],
])('%s is ignored', async (_what, data) => {
  expect(await heard(data)).toEqual([]);
});

test('an invalidation that is neither hard nor soft is soft', async () => {
  const message = { type: 'invalidated', userId: 'ada', hard: 'yes' };
  expect(await heard(envelope({ message }))).toEqual([{ type: 'invalidated', userId: 'ada', hard: false }]);
});

test.each([
  ['is missing', undefined],
  [
    'cannot be opened',
    class {
      constructor() {
        throw new DOMException('blocked', 'SecurityError');
      }
    },
  ],
])('where BroadcastChannel %s nobody is told', async (_how, channel) => {
  vi.stubGlobal('BroadcastChannel', channel);
  const cache = loadCache(stores);
  cache.subscribe('ada', undefined, nothing);
  await pass();
  await Promise.all([cache.invalidateProfilePicture({ userId: 'ada' }), pass()]);
  expect(cache.snapshot('ada')).toMatchObject({ status: 'ready', stale: false });
});

test('a channel that is closed, or refuses, is no trouble', () => {
  const tabs = openTabs('viewer', nothing);
  tabs.close();
  expect(() => tabs.tell({ type: 'cleared' })).not.toThrow();
});

test('an invalidation in one tab is one in the other', async () => {
  const [first, second] = [loadCache(stores), loadCache(stores)];
  for (const tab of [first, second]) tab.subscribe('ada', undefined, nothing);
  await pass();
  stores.backend.put('ada', 'v2');
  await Promise.all([first.invalidateProfilePicture({ userId: 'ada' }), pass()]);
  expect(second.snapshot('ada')).toMatchObject({ version: 'v2', stale: false });
  expect(second.monitor.getReport().counters.invalidations).toBe(1);
});

test('an upload in one tab is shown in the other', async () => {
  const [first, second] = [loadCache(stores), loadCache(stores)];
  second.subscribe('ada', undefined, nothing);
  await pass();
  await Promise.all([first.upload('ada', new Blob(['x'])), pass()]);
  expect(second.snapshot('ada')).toMatchObject({ version: 'upload-1', stale: false });
});

test('a log-out in one tab is one in the other, and in no other account', async () => {
  const [first, second] = [loadCache(stores), loadCache(stores)];
  const stranger = loadCache(stores, { account: 'somebody' });
  for (const tab of [first, second, stranger]) tab.subscribe('ada', undefined, nothing);
  await pass();
  await Promise.all([first.clear(), pass()]);
  expect(second.snapshot('ada').status).toBe('idle');
  expect(stranger.snapshot('ada').status).toBe('ready');
});

test('a message that comes before the layers are open is heard', async () => {
  const loading = loadCache(
    stores,
    {},
    {
      indexedDB: { ...neverOpen(), open: () => new Promise(nothing) },
    },
  );
  loading.subscribe('ada', undefined, nothing);
  const other = loadCache(stores);
  stores.backend.put('ada', 'v2');
  void other.invalidateProfilePicture({ userId: 'ada' });
  await pass();
  expect(loading.snapshot('ada')).toMatchObject({ status: 'ready', version: 'v2', layer: 'network' });
});

function neverOpen() {
  const hang = <Value>(): Promise<Value> => new Promise(nothing);
  return { lookup: hang, keep: hang, remove: hang, clear: hang, usage: hang, close: nothing } as never as {
    lookup: () => Promise<never>;
  } & import('../../../../js/shims/indexed-db.js').IndexedDbShim;
}

test.each([
  [
    'a hard invalidation',
    true,
    (cache: Cache) => cache.invalidateProfilePicture({ userId: 'ada', hard: true }),
  ],
  ['a soft one', false, (cache: Cache) => cache.invalidateProfilePicture({ userId: 'ada' })],
  ['the end of an account', true, (cache: Cache) => cache.clear()],
])('%s elsewhere takes a preview away that is shown here: %s', async (_name, isTaken, act) => {
  const encodePreview = async () => 'data:image/webp;base64,UklGRg==';
  const first = loadCache(stores, {}, { encodePreview });
  await outcome(first.resolve('ada'));
  await pass();
  first.dispose();
  vi.setSystemTime(Date.now() + 24 * 60 * MINUTE);
  const slow = { ...asDatabase(stores.database), lookup: () => new Promise<never>(nothing) };
  const cache = loadCache(stores, {}, { indexedDB: slow });
  cache.subscribe('ada', undefined, nothing);
  expect(cache.snapshot('ada').url).toMatch(/^data:/);
  stores.backend.failure = 'unreachable';
  void act(loadCache(stores, {}, { indexedDB: slow }));
  await pass();
  const { url } = cache.snapshot('ada');
  expect(url === null).toBe(isTaken);
});
