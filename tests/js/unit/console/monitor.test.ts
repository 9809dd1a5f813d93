import { beforeEach, expect, test, vi } from 'vitest';
import { ProfilePictureError } from '../../../../js/client/errors.js';
import { emptyReport } from '../../../../js/client/report.js';
import type { CacheReport, PictureSnapshot } from '../../../../js/client/types.js';
import { createMonitor, type MonitorSource } from '../../../../js/console/monitor.js';

const SIGNED: PictureSnapshot = {
  userId: 'user-1',
  status: 'ready',
  url: 'https://s3.example/1.png?X-Amz-Signature=secret#profile-picture=secret',
  layer: 'network',
  stale: false,
  fetching: false,
  version: 'abc',
  bytes: 2048,
  expiresAt: 1000,
  error: new ProfilePictureError('timeout', 'user-1'),
};

function reportOfTwenty(): CacheReport {
  const report = emptyReport();
  report.layers.redux = {
    ...report.layers.redux,
    hits: 15,
    meanMs: 0.02,
    p95Ms: 0.04,
    entries: 5,
    bytes: 5000,
  };
  report.layers.network = { ...report.layers.network, hits: 5, meanMs: 350, p95Ms: 420, errors: 1 };
  return { ...report, requests: 20, hits: 15, misses: 5, hitRate: 0.75, meanMs: 87.5, bytesSaved: 15_000 };
}

function createSource(): MonitorSource {
  return { getReport: reportOfTwenty, reset: vi.fn(), recordHit: vi.fn(), pictures: () => [SIGNED] };
}

const table = vi.spyOn(console, 'table');
const log = vi.spyOn(console, 'log');
beforeEach(() => {
  table.mockReset().mockImplementation(() => {});
  log.mockReset().mockImplementation(() => {});
});

test('report() prints a row for each layer and returns the figures', () => {
  expect(createMonitor(createSource()).report()).toEqual(reportOfTwenty());
  const rows = table.mock.calls[0]?.[0] as Record<string, Record<string, unknown>>;
  expect(Object.keys(rows)).toEqual([
    'L0 redux',
    'L1 localStorage',
    'L2 indexedDB',
    'L3 serviceWorker',
    'L4 network',
  ]);
  expect(rows['L0 redux']).toMatchObject({ answers: 15, mean: '0.02 ms', pictures: 5, size: '5.0 kB' });
  expect(log.mock.calls[0]?.[0]).toBe(
    'Profile picture cache: 20 requests, hit rate 75.0 %, mean 87.5 ms, 15 kB saved, 0 joined, 0 retries',
  );
});

test('getReport() prints nothing', () => {
  expect(createMonitor(createSource()).getReport().hits).toBe(15);
  expect(table).not.toHaveBeenCalled();
});

test('export() is JSON without a secret', () => {
  const text = createMonitor(createSource()).export();
  expect(text).not.toContain('secret');
  expect(JSON.parse(text)).toMatchObject({
    report: { requests: 20 },
    pictures: [{ userId: 'user-1', url: 'https://s3.example/1.png', error: { code: 'timeout' } }],
  });
});

test('reset() and recordHit() reach the cache', () => {
  const source = createSource();
  const monitor = createMonitor(source);
  monitor.reset();
  monitor.recordHit('user-1', 'redux', 0.5);
  expect(source.reset).toHaveBeenCalledOnce();
  expect(source.recordHit).toHaveBeenCalledWith('user-1', 'redux', 0.5);
});

test('help() names every call', () => {
  createMonitor(createSource()).help();
  for (const name of ['report', 'getReport', 'export', 'reset', 'recordHit', 'help']) {
    expect(log.mock.calls[0]?.[0]).toContain(`cacheMonitor.${name}(`);
  }
});
