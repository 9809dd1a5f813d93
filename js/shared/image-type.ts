/**
 * Which bytes are a picture: the allowed raster types, by what the sender says and by their first bytes. SVG is refused:
 * opened by its URL it is a same-origin script. The same list as cpp/core/base/image_type.h.
 */

export type ImageType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/avif' | 'image/gif';

export const IMAGE_TYPES: readonly ImageType[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/gif',
];

/** A picture larger than this is refused unless a limit is given: 5 MB. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;

/** The allowed type that a Content-Type header names; case and parameters are ignored. */
export function allowedImageType(contentType: string | null): ImageType | null {
  const name = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  return IMAGE_TYPES.find((type) => type === name) ?? null;
}

/**
 * The allowed type of which these are the first bytes. Signatures: JPEG T.81 B.1.1.3, PNG specification 5.2, GIF89a 17,
 * WebP container (RIFF), AVIF 1.0 section 3 (brands of the `ftyp` box).
 */
export function sniffImageType(bytes: ArrayBuffer): ImageType | null {
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 32));
  const text = String.fromCharCode(...head);
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  if (text.startsWith('ftyp', 4) && /^avi[fs]/.test(text.slice(8))) return 'image/avif';
  return null;
}

/**
 * The type of a picture that was received, when it is one: an allowed Content-Type and the first bytes of an allowed type.
 * When the two name different allowed types, the bytes are right. Null: not a picture.
 */
export function proveImage(contentType: string | null, bytes: ArrayBuffer): ImageType | null {
  return allowedImageType(contentType) === null ? null : sniffImageType(bytes);
}
