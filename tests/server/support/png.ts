import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EDGE = 8;
/** Length, name and checksum. */
const CHUNK_FRAME = 12;

function chunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + CHUNK_FRAME);
  bytes.writeUInt32BE(data.length);
  bytes.write(name, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** Of 8 bits a channel: red, green, blue. */
function head(width: number, height: number): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk('IHDR', data);
}

/**
 * A real PNG of 8 x 8 pixels and exactly `size` bytes; another `edition` has another colour. Smaller than every variant, so that the server
 * makes the same bytes of it for each of them.
 */
export function png(edition = 1, size = 200): Buffer<ArrayBuffer> {
  const colour = [(edition * 37) % 256, (edition * 101) % 256, 160];
  const row = [0, ...Array.from({ length: EDGE }, () => colour).flat()];
  const pixels = deflateSync(Buffer.from(Array.from({ length: EDGE }, () => row).flat()));
  const parts = [SIGNATURE, head(EDGE, EDGE), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  const missing = size - parts.reduce((sum, { length }) => sum + length, 0) - CHUNK_FRAME;
  // A chunk that no reader knows and none needs.
  parts.splice(2, 0, chunk('fiLl', Buffer.alloc(missing)));
  return Buffer.concat(parts);
}

/** Claims to be so large, and has nothing but the claim. */
export function pngOfClaimedSize(width: number, height: number): Buffer<ArrayBuffer> {
  return Buffer.concat([SIGNATURE, head(width, height), chunk('IDAT', deflateSync(Buffer.alloc(100)))]);
}
