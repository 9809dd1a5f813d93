import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { emptyReport } from '../../../../js/client/report.js';
import type { CacheReport } from '../../../../js/client/types.js';
import { CachePerformanceDashboard } from '../../../../js/dashboard.js';
import { ProfilePictureProvider } from '../../../../js/index.js';
import { createScriptedCache, type ScriptedCache } from '../../doubles/scripted-cache.js';
import { render, unmountAll } from '../../support/render.js';

let cache: ScriptedCache;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  cache = createScriptedCache();
});
afterEach(async () => {
  await unmountAll();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function busyReport(): CacheReport {
  const report = emptyReport();
  const { layers } = report;
  layers.redux = {
    ...layers.redux,
    hits: 12_345,
    meanMs: 0.02,
    p95Ms: 0.05,
    entries: 2000,
    bytes: 63_900_000,
  };
  layers.localStorage = {
    ...layers.localStorage,
    hits: 250,
    meanMs: 1.9,
    p95Ms: 4.1,
    entries: 250,
    bytes: 180_000,
  };
  layers.indexedDB = {
    ...layers.indexedDB,
    hits: 50,
    meanMs: 8.2,
    p95Ms: 12.4,
    entries: 4999,
    bytes: 199_500_000,
  };
  layers.serviceWorker = {
    ...layers.serviceWorker,
    hits: 3,
    meanMs: 15.4,
    p95Ms: 21,
    entries: 60,
    bytes: 612_000,
    errors: 2,
  };
  layers.network = { ...layers.network, hits: 60, meanMs: 351, p95Ms: 1420, errors: 1 };
  return {
    ...report,
    requests: 12_708,
    hits: 12_648,
    misses: 60,
    hitRate: 12_648 / 12_708,
    meanMs: 1.8,
    bytesSaved: 163_000_000,
    counters: { ...report.counters, joined: 7, retries: 4 },
  };
}

/** The figure below or beside a name. */
function figure(container: HTMLElement, name: string): string | null | undefined {
  const term = [...container.querySelectorAll('dt')].find((one) => one.textContent === name);
  return term?.nextElementSibling?.textContent;
}

function rowTexts(container: HTMLElement): string[] {
  return [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent).join(' | '),
  );
}

function button(container: HTMLElement, name: string | RegExp): HTMLButtonElement {
  const found = [...container.querySelectorAll('button')].find((one) =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').match(name),
  );
  if (found === undefined) throw new Error(`No button ${name}: ${container.innerHTML}`);
  return found;
}

async function tick(): Promise<void> {
  await act(async () => vi.advanceTimersByTime(500));
}

test('below 20 requests there is no hit rate', async () => {
  cache.setReport({ ...emptyReport(), requests: 19, hits: 19, meanMs: 1.25 });
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  expect(figure(container, 'Hit rate')).toBe('N/A');
  expect(figure(container, 'Mean time')).toBe('1.3 ms');
});

test('it shows the figures of the provided cache, and a row for each layer', async () => {
  cache.setReport(busyReport());
  const { container } = await render(
    <ProfilePictureProvider cache={cache}>
      <CachePerformanceDashboard />
    </ProfilePictureProvider>,
  );
  expect(figure(container, 'Hit rate')).toBe('99.5 %');
  expect(figure(container, 'Saved')).toBe('163 MB');
  expect(['Joined', 'Retries', 'Errors'].map((name) => figure(container, name))).toEqual(['7', '4', '3']);
  expect(rowTexts(container)).toEqual([
    'L0redux | 12,345 | 0.02 ms | 0.05 ms | 2,000 64 MB',
    'L1localStorage | 250 | 1.9 ms | 4.1 ms | 250 180 kB',
    'L2indexedDB | 50 | 8.2 ms | 12.4 ms | 4,999 200 MB',
    'L3serviceWorker | 3 | 15.4 ms | 21 ms | 60 612 kB',
    'L4network | 60 | 351 ms | 1.4 s | –',
  ]);
});

test('it follows the cache', async () => {
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  expect(figure(container, 'Requests')).toBe('0');
  cache.setReport(busyReport());
  await tick();
  expect(figure(container, 'Requests')).toBe('12,708');
});

test('it does not ask while the page is hidden', async () => {
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  cache.setReport(busyReport());
  await tick();
  expect(figure(container, 'Requests')).toBe('0');
  visibility.mockReturnValue('visible');
  await tick();
  expect(figure(container, 'Requests')).toBe('12,708');
  visibility.mockRestore();
});

test('the figures of a cache that was disposed of stay', async () => {
  cache.setReport(busyReport());
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  vi.spyOn(cache.monitor, 'getReport').mockImplementation(() => {
    throw new Error('disposed');
  });
  await tick();
  expect(figure(container, 'Requests')).toBe('12,708');
});

test('Reset starts counting anew, and shows it at once', async () => {
  cache.setReport(busyReport());
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  await act(async () => button(container, 'Reset').click());
  expect(cache.resets).toBe(1);
  expect(figure(container, 'Requests')).toBe('0');
});

test('it collapses to the hit rate and opens again, and the focus goes along', async () => {
  cache.setReport(busyReport());
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  await act(async () => button(container, /hit rate only/).click());
  expect(button(container, /Show all figures/).textContent).toBe('99.5 %1.8 ms');
  expect(document.activeElement).toBe(button(container, /Show all figures/));
  expect(document.activeElement?.getAttribute('aria-expanded')).toBe('false');
  await act(async () => button(container, /Show all figures/).click());
  expect(document.activeElement).toBe(button(container, /hit rate only/));
  expect(container.querySelector('table')).not.toBeNull();
});

test('it does not take the focus by itself', async () => {
  await render(<CachePerformanceDashboard cache={cache} />);
  expect(document.activeElement).toBe(document.body);
});

test('its style sheet has the nonce that the page gives', async () => {
  const { container } = await render(
    <CachePerformanceDashboard cache={cache} nonce="abc" defaultOpen={false} />,
  );
  expect(container.querySelector('style')?.nonce).toBe('abc');
});

test('the table is named and its cells have headers', async () => {
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  expect(container.querySelector('section')?.getAttribute('aria-label')).toBe('Picture cache performance');
  expect(container.querySelector('caption')?.textContent).toBe('What each layer answered and holds');
  expect(container.querySelectorAll('thead th[scope=col]')).toHaveLength(5);
  expect(container.querySelectorAll('tbody th[scope=row]')).toHaveLength(5);
});

test.each([390, 1280])('at %d pixels it fits into the page, at the bottom right', async (width) => {
  await page.viewport(width, 844);
  cache.setReport(busyReport());
  const { container } = await render(<CachePerformanceDashboard cache={cache} />);
  const panel = container.querySelector('.ppc-panel') as HTMLElement;
  const box = panel.getBoundingClientRect();
  expect(box.left).toBeGreaterThanOrEqual(12);
  expect(width - box.right).toBeLessThanOrEqual(16);
  expect(844 - box.bottom).toBeLessThanOrEqual(16);
  expect(panel.scrollWidth).toBe(panel.clientWidth);
  expect(document.documentElement.scrollWidth).toBe(width);
});
