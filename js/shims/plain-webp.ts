type Bytes = Uint8Array<ArrayBuffer>;

const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;
/** In the first byte of what a VP8X chunk holds. */
const HAS_PROFILE = 0x20;

/**
 * The same WebP file without its colour profile, for a picture in sRGB: without one it is taken to be that. Chromium writes the profile into
 * every WebP that it makes of a canvas, 470 bytes, a quarter of an avatar's preview (RFC 9649, 2.3 to 2.7).
 */
export function withoutColourProfile(file: Bytes): Bytes[] {
  const chunks = chunksOf(file).flatMap(withoutProfile);
  const header = file.slice(0, RIFF_HEADER);
  const size = chunks.reduce((sum, { length }) => sum + length, RIFF_HEADER - CHUNK_HEADER);
  new DataView(header.buffer).setUint32(4, size, true);
  return [header, ...chunks];
}

/** Each with its header and the byte that makes its length even. */
function chunksOf(file: Bytes): Bytes[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const chunks: Bytes[] = [];
  for (let at = RIFF_HEADER; at + CHUNK_HEADER <= file.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + CHUNK_HEADER + length + (length % 2);
    chunks.push(file.slice(at, end));
    at = end;
  }
  return chunks;
}

/** A VP8X chunk that announces nothing else is not needed either. */
function withoutProfile(chunk: Bytes): Bytes[] {
  const name = String.fromCharCode(...chunk.subarray(0, 4));
  if (name === 'ICCP') return [];
  if (name !== 'VP8X') return [chunk];
  const features = (chunk[CHUNK_HEADER] as number) & ~HAS_PROFILE;
  if (features === 0) return [];
  chunk[CHUNK_HEADER] = features;
  return [chunk];
}
