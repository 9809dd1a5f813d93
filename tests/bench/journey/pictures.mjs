import { crc32, deflateSync } from 'node:zlib';

export const EDGE = 128;

/** A stream of numbers from 0 to 255, the same for the same seed (xorshift32). */
function randomBytes(seed) {
  let state = (Math.imul(seed + 1, 2654435761) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state & 255;
  };
}

/** Edge of the squares of one colour; with it a picture packs to about 10 KB. */
const GRAIN = 2;

/** A soft gradient in the picture's own colours, with the noise of a photo. */
function paint(seed) {
  const next = randomBytes(seed);
  const colours = [next(), next(), next()];
  const grains = Array.from({ length: (EDGE / GRAIN) ** 2 }, () => next() & 31);
  return (x, y, channel) => {
    const grain = grains[Math.floor(y / GRAIN) * (EDGE / GRAIN) + Math.floor(x / GRAIN)];
    return (colours[channel] + [x, y, (x + y) >> 1][channel] + grain) & 255;
  };
}

/** Scan lines, each byte less the one to its left (filter 1, "Sub"). */
function scanLines(seed) {
  const colour = paint(seed);
  const lines = Buffer.alloc(EDGE * (1 + EDGE * 3));
  let at = 0;
  for (let y = 0; y < EDGE; y += 1) {
    lines[at++] = 1;
    for (let x = 0; x < EDGE; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const left = x === 0 ? 0 : colour(x - 1, y, channel);
        lines[at++] = (colour(x, y, channel) - left) & 255;
      }
    }
  }
  return lines;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A PNG of 128 pixels, another for each seed and the same for the same one (PNG specification, 5 and 11). */
export function picture(seed) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(EDGE, 0);
  header.writeUInt32BE(EDGE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanLines(seed), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
