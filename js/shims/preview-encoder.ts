import { withoutColourProfile } from './plain-webp.js';

/** Makes a small copy of a picture, as a data URL; null when this browser cannot, or the copy would not be small. */
export type PreviewEncoder = (picture: Blob) => Promise<string | null>;

/**
 * Longest edge in pixels, and quality: the first that is small enough is taken. The first is an avatar of 40 CSS pixels on a screen with two
 * device pixels to one; the last is for pictures that are nothing but detail.
 */
const STEPS: readonly [edge: number, quality: number][] = [
  [80, 0.8],
  [80, 0.5],
  [40, 0.5],
];
/** A picture of no more bytes is its own preview. */
const SMALL_ENOUGH = 2500;
/** As many as js/client/local-record.ts takes as base64, and more than a photo of that size needs. */
const MOST_BYTES = 4000;

/** Null where the browser cannot draw outside a page's document (before Safari 16.4 and Firefox 105). */
export function createPreviewEncoder(): PreviewEncoder | null {
  if (typeof OffscreenCanvas === 'undefined' || typeof createImageBitmap === 'undefined') return null;
  return async (picture) => {
    if (picture.size <= SMALL_ENOUGH) return dataUrl(picture);
    const small = await shrink(picture).catch(() => null);
    return small === null ? null : dataUrl(small);
  };
}

async function shrink(picture: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture);
  try {
    for (const [edge, quality] of STEPS) {
      const small = await encoded(draw(bitmap, edge), picture.type, quality);
      if (small !== null && small.size <= MOST_BYTES) return small;
    }
    return null;
  } finally {
    bitmap.close();
  }
}

function draw(bitmap: ImageBitmap, edge: number): OffscreenCanvas {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** In WebP; where the browser writes none, in JPEG what had no transparency either. */
async function encoded(canvas: OffscreenCanvas, from: string, quality: number): Promise<Blob | null> {
  const formats = from === 'image/jpeg' ? ['image/webp', from] : ['image/webp'];
  for (const type of formats) {
    const small = await canvas.convertToBlob({ type, quality });
    // Safari gives a PNG instead of what it cannot write (HTML, "a serialization of the bitmap as a file").
    if (small.type === type) return type === 'image/webp' ? plain(small) : small;
  }
  return null;
}

async function plain(webp: Blob): Promise<Blob> {
  const file = new Uint8Array(await webp.arrayBuffer());
  return new Blob(withoutColourProfile(file), { type: webp.type });
}

function dataUrl(blob: Blob): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(blob);
  });
}
