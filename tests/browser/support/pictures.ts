import { Resvg } from '@resvg/resvg-js';

/** A real PNG of 128 x 128 pixels, another one for each (user, edition). */
export function drawPicture(userId: string, edition = 1): Buffer<ArrayBuffer> {
  const hue = [...userId].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360,
    edition * 97,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">
    <rect width="128" height="128" fill="hsl(${hue % 360} 60% 55%)"/>
    <circle cx="64" cy="50" r="${20 + (hue % 9)}" fill="hsl(${(hue + 180) % 360} 70% 85%)"/>
    <rect x="${24 + edition}" y="84" width="80" height="60" rx="30" fill="hsl(${(hue + 90) % 360} 40% 35%)"/>
  </svg>`;
  return Buffer.from(new Resvg(svg).render().asPng());
}
