import { createPictureCache } from 'profile-picture-cache/core';
import { answeringFetchWith, userIds } from '../shared/pictures.js';

const FRIENDS = 50;
const EDGE = 128;

/** A picture with a face's share of detail: its preview is as long as those of a real list. */
async function portrait(): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(EDGE, EDGE);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (let radius = EDGE; radius > 0; radius -= 2) {
    context.fillStyle = `hsl(${(radius * 7) % 360} 40% ${30 + (radius % 50)}%)`;
    context.beginPath();
    context.ellipse(EDGE / 2, EDGE / 2 + radius / 9, radius, radius * 0.7, radius, 0, 2 * Math.PI);
    context.fill();
  }
  return (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer();
}

const hasPreviews = (count: number): boolean =>
  Object.values(localStorage).filter((text) => String(text).includes('"preview"')).length >= count;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

const bench = {
  /** Visits fifty friends until each has a preview. Gives one of them and what localStorage holds then. */
  async fill(): Promise<{ userId: string; entries: [string, string][] }> {
    const friends = userIds(FRIENDS);
    const cache = createPictureCache({ fetch: answeringFetchWith(await portrait()) });
    await cache.ready;
    await cache.prefetch(friends);
    await until(() => hasPreviews(FRIENDS));
    cache.dispose();
    return { userId: friends[FRIENDS / 2] as string, entries: Object.entries(localStorage) };
  },
};

export type FillBench = typeof bench;
Object.assign(window, { bench });
