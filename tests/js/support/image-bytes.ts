import type { ImageType } from '../../../js/shared/image-type.js';

const text = (value: string): number[] => [...value].map((letter) => letter.charCodeAt(0));

/** How a file of each allowed type begins. */
export const FIRST_BYTES: Record<ImageType, number[]> = {
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0, 0, 16, ...text('JFIF\0')],
  'image/png': [0x89, ...text('PNG\r\n'), 0x1a, ...text('\n')],
  'image/gif': text('GIF89a'),
  'image/webp': [...text('RIFF'), 4, 0, 0, 0, ...text('WEBPVP8 ')],
  'image/avif': [0, 0, 0, 32, ...text('ftypavif')],
};

/** Bytes that begin as a PNG does; the rest is `fill`. */
export function pngBytes(size = 64, fill = 0): ArrayBuffer {
  const bytes = new Uint8Array(size).fill(fill);
  bytes.set(FIRST_BYTES['image/png'].slice(0, size));
  return bytes.buffer;
}

/** A whole PNG of one pixel, which a browser can show. */
export const ONE_PIXEL_PNG: number[] = text(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='),
);
