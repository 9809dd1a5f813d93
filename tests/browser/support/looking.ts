import type { Page } from 'playwright';
import type { CacheReport, LayerName } from '../../../js/client/types.js';

const DEADLINE = 20_000;

/** Waits until `count` images show a picture (not initials) and have pixels. */
export async function picturesShown(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const images = [...document.querySelectorAll('img')];
      const shown = images.filter(
        (image) => !/^data:image\/(svg|gif)/.test(image.src) && image.complete && image.naturalWidth > 0,
      );
      return images.length >= wanted && shown.length === wanted;
    },
    count,
    { timeout: DEADLINE },
  );
}

/** Once `count` requests were answered: how many by each layer that answered any. A preview is shown before its request is counted. */
export async function answeredBy(page: Page, count: number): Promise<Partial<Record<LayerName, number>>> {
  await page.waitForFunction(
    (wanted) => {
      const { layers } = window.cache.monitor.getReport();
      return Object.values(layers).reduce((sum, { hits }) => sum + hits, 0) >= wanted;
    },
    count,
    { timeout: DEADLINE },
  );
  const report = await reportOf(page);
  const answered = Object.entries(report.layers).filter(([, layer]) => layer.hits > 0);
  return Object.fromEntries(answered.map(([name, layer]) => [name, layer.hits]));
}

export function reportOf(page: Page): Promise<CacheReport> {
  return page.evaluate(() => window.cache.monitor.getReport());
}

/** The average colour of the user's image as painted on a canvas: tells two editions of a picture apart. */
export function colourOf(page: Page, userId: string): Promise<string> {
  return page.evaluate(async (user) => {
    const image = document.querySelector<HTMLImageElement>(`img[data-user="${user}"]`);
    if (image === null) throw new Error(`no image of ${user}`);
    await image.decode();
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, 8, 8);
    return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].join(',');
  }, userId);
}

/** Waits until every layer below the store holds `count` pictures. (Playwright takes an async function's promise for a yes.) */
export async function layersFilled(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const { layers } = window.cache.monitor.getReport();
      const filled = [layers.localStorage, layers.indexedDB, layers.serviceWorker];
      return filled.every(({ entries }) => entries >= wanted);
    },
    count,
    { timeout: DEADLINE, polling: 50 },
  );
}

/** Empties localStorage and IndexedDB, as a browser that ran out of space does. */
export async function loseFastLayers(page: Page): Promise<void> {
  await page.evaluate(async () => {
    window.cache.dispose();
    localStorage.clear();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('profile-picture-cache');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
  });
}
