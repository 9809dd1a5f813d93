import { expect, test } from 'vitest';
import { isPreview } from '../../../../js/client/local-record.js';
import { createPreviewEncoder } from '../../../../js/shims/preview-encoder.js';

const encode = createPreviewEncoder();

/** A picture with as much detail as a photo, in a format that the browser writes. */
async function photo(width: number, height: number, type: string, alpha = 1): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.globalAlpha = alpha;
  for (let i = 0; i < 4000; i += 1) {
    context.fillStyle = `hsl(${(i * 47) % 360} ${40 + (i % 50)}% ${30 + (i % 40)}%)`;
    context.fillRect((i * 31) % width, (i * 17) % height, 12, 9);
  }
  return canvas.convertToBlob({ type, quality: 0.9 });
}

async function shown(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

test.each(['image/jpeg', 'image/png', 'image/webp'])(
  'a preview of a %s is small and can be shown',
  async (type) => {
    const picture = await photo(256, 256, type);
    expect(picture.size).toBeGreaterThan(6000);
    const url = await encode?.(picture);
    expect(isPreview(url)).toBe(true);
    const image = await shown(url as string);
    expect([
      [80, 80],
      [40, 40],
    ]).toContainEqual([image.naturalWidth, image.naturalHeight]);
  },
);

test('a preview has the proportions of its picture, and is never larger', async () => {
  const wide = await shown((await encode?.(await photo(400, 100, 'image/png'))) as string);
  expect([wide.naturalWidth, wide.naturalHeight]).toEqual([80, 20]);
  const tiny = await photo(8, 8, 'image/png');
  expect(await encode?.(tiny)).toMatch(/^data:image\/png;base64,/);
  const narrow = await shown((await encode?.(await photo(3, 2000, 'image/png'))) as string);
  expect([narrow.naturalWidth, narrow.naturalHeight]).toEqual([1, 80]);
});

test('what is transparent stays so', async () => {
  const url = (await encode?.(await photo(200, 200, 'image/png', 0.01))) as string;
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(await shown(url), 0, 0);
  expect(context.getImageData(0, 0, 1, 1).data[3]).toBeLessThan(200);
});

test('a preview carries no colour profile, and has the colours of its picture', async () => {
  const canvas = new OffscreenCanvas(200, 200);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(await createImageBitmap(await photo(200, 200, 'image/png')), 0, 0);
  context.fillStyle = 'rgb(200, 40, 90)';
  context.fillRect(0, 0, 200, 100);
  const url = (await encode?.(await canvas.convertToBlob())) as string;
  expect(atob(url.slice(url.indexOf(',') + 1))).not.toContain('ICCP');
  context.drawImage(await shown(url), 0, 0, 200, 200);
  const [red, green, blue] = [...context.getImageData(100, 50, 1, 1).data] as [
    number,
    number,
    number,
    number,
  ];
  expect(Math.abs(red - 200)).toBeLessThan(12);
  expect(Math.abs(green - 40)).toBeLessThan(12);
  expect(Math.abs(blue - 90)).toBeLessThan(12);
});

test('what is no picture has no preview', async () => {
  expect(await encode?.(new Blob(['x'.repeat(3000)], { type: 'image/png' }))).toBeNull();
});
