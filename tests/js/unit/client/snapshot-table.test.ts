import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { type Core, createCore } from '../../../../js/client/core-module.js';
import { Slots } from '../../../../js/client/slots.js';
import { FLAG, ROW_BYTES, SnapshotTable } from '../../../../js/client/snapshot-table.js';
import { LAYER, STATUS } from '../../../../js/client/vocabulary.js';

const NOW = 1_700_000_000_000;

let core: Core;
let table: SnapshotTable;
let slots: Slots;

function open(options = {}): void {
  core = createCore(options, {
    localStorage: { read: () => null, write: () => 100, remove: () => {}, list: () => [] },
    indexedDB: { lookup: () => {}, keep: () => {}, remove: () => {}, clear: () => {} },
    serviceWorker: { lookup: () => {}, keep: () => {}, remove: () => {}, clear: () => {} },
    network: {
      describe: (batch, _variant, userIds) => batches.push({ batch, userIds }),
      download: () => {},
      abortDescribe: () => {},
      abortDownload: () => {},
    },
  });
  core.setAvailable(LAYER.indexedDB, false);
  core.setAvailable(LAYER.serviceWorker, false);
  table = new SnapshotTable(core);
  slots = new Slots(core, table, '');
}

let batches: { batch: number; userIds: string[] }[];

beforeEach(() => {
  batches = [];
  open();
});

/** Has the network answer for these slots, with `bytes` bytes each. */
function fetchAll(wanted: readonly number[], bytes: number, now = NOW): void {
  for (const slot of wanted) core.request(slot, now, 0);
  core.flush(now);
  for (const { batch, userIds } of batches.splice(0)) {
    const pictures = userIds.flatMap((userId) => [
      userId,
      `https://store.test/${userId}`,
      'v1',
      now + 3_600_000,
      'image/png',
      bytes,
    ]);
    core.handleDescribed(batch, now, pictures, [], now);
  }
  for (const slot of wanted) {
    core.handleDownloaded(slot, table.generation(slot), 'v1', 'image/png', bytes, now);
  }
}

test('the row is as long as row.h says, and the table one row for each slot', () => {
  const header = readFileSync(new URL('../../../../cpp/core/store/row.h', import.meta.url), 'utf8');
  expect(header).toContain(`static_assert(sizeof(Row) == ${ROW_BYTES})`);
  for (let i = 1; i <= 5; i++) {
    slots.intern(`user-${i}`, 128);
    expect(core.rows().byteLength).toBe(i * ROW_BYTES);
  }
});

test('every field that the core writes is read at its place', () => {
  const other = slots.intern('other', 128);
  const slot = slots.intern('ada', 256);
  expect(table.status(slot)).toBe(STATUS.idle);
  fetchAll([slot], 4321);
  expect(table.status(slot)).toBe(STATUS.ready);
  expect(table.layer(slot)).toBe(LAYER.network);
  expect(table.flags(slot)).toBe(FLAG.bytesHeld);
  expect(table.bytes(slot)).toBe(4321);
  expect(table.fetchedAt(slot)).toBe(NOW);
  expect(table.usableUntil(slot)).toBe(NOW + 45 * 60_000);
  expect(table.failure(slot)).toBe(0);
  expect(table.status(other)).toBe(STATUS.idle);
  const [revision, generation] = [table.revision(slot), table.generation(slot)];
  core.invalidate('ada', false, NOW);
  expect(table.flags(slot)).toBe(FLAG.bytesHeld | FLAG.stale);
  expect(table.generation(slot)).toBe(generation + 1);
  expect(table.revision(slot)).toBeGreaterThan(revision);
  core.refresh(slot, NOW);
  expect(table.flags(slot) & FLAG.fetching).toBe(FLAG.fetching);
  core.flush(NOW);
  core.handleDescribeFailed(batches[0]?.batch ?? 0, 5, 0, NOW);
  expect(table.failure(slot)).toBe(5);
});

test('rows are read and written after 100 000 more slots moved them and made the memory grow', () => {
  const first = slots.intern('first', 128);
  fetchAll([first], 77);
  table.addSubscribers(first, 1);
  const before = core.rows().buffer;
  for (let i = 0; i < 100_000; i++) slots.intern(`user-${i}`, 128);
  expect(core.rows().buffer).not.toBe(before);
  expect(table.bytes(first)).toBe(77);
  expect(table.subscribers(first)).toBe(1);
  const last = slots.intern('last', 512);
  table.addSubscribers(last, 1);
  table.touch(last, NOW);
  fetchAll([last], 88);
  expect(table.bytes(last)).toBe(88);
  expect(table.subscribers(last)).toBe(1);
  expect(core.rows().byteLength).toBe(ROW_BYTES * slots.count);
});

test('memory that grows without a new slot is noticed', () => {
  const slot = slots.intern('ada', 128);
  fetchAll([slot], 99);
  expect(table.bytes(slot)).toBe(99);
  const { buffer } = core.rows();
  const hungry = createCore({}, {} as never);
  let i = 0;
  while (buffer.byteLength > 0) hungry.intern(`somebody-${i++}-${'x'.repeat(100)}`, 128);
  expect(table.bytes(slot)).toBe(99);
  table.addSubscribers(slot, 1);
  expect(new Uint32Array(core.rows().slice().buffer)[8]).toBe(1);
});

test('a picture that TypeScript subscribed to is not evicted, the others are', () => {
  open({ storeEntries: 2 });
  const all = Array.from({ length: 6 }, (_, i) => slots.intern(`user-${i}`, 128));
  const [kept] = all as [number];
  table.addSubscribers(kept, 1);
  all.forEach((slot, i) => {
    fetchAll([slot], 10, NOW + i);
  });
  const ready = all.filter((slot) => table.status(slot) === STATUS.ready);
  expect(ready).toEqual([kept, all.at(-1)]);
  table.addSubscribers(kept, -1);
  fetchAll([all[1] as number], 10, NOW + 10);
  expect(table.status(kept)).toBe(STATUS.idle);
});

test('the time that TypeScript writes decides who is evicted first', () => {
  open({ storeEntries: 2 });
  const [a, b, c] = ['a', 'b', 'c'].map((userId) => slots.intern(userId, 128)) as [number, number, number];
  fetchAll([a], 10, NOW);
  fetchAll([b], 10, NOW + 1);
  table.touch(a, NOW + 2);
  fetchAll([c], 10, NOW + 3);
  expect([a, b, c].map((slot) => table.status(slot))).toEqual([STATUS.ready, STATUS.idle, STATUS.ready]);
});

test('a slot is found by user and variant, and names them', () => {
  const small = slots.intern('ada', 64);
  const large = slots.intern('ada', 512);
  expect(small).not.toBe(large);
  expect(slots.find('ada', 64)).toBe(small);
  expect(slots.find('ada', 512)).toBe(large);
  expect(slots.find('ada', 128)).toBeUndefined();
  expect(slots.key(large)).toEqual({ account: '', userId: 'ada', variant: 512 });
  expect(() => slots.key(99)).toThrow(/slot 99/);
});
