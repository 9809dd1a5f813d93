import { expect, test } from 'vitest';
import { placeholderUrl } from '../../../../js/react/placeholder.js';
import { NOBODYS_COLOUR, PALETTE, userColour } from '../../../../js/react/user-colour.js';

function svgOf(url: string): string {
  return decodeURIComponent(url.slice('data:image/svg+xml,'.length));
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each([...PALETTE, NOBODYS_COLOUR])('white initials can be read on %s', (colour) => {
  expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
});

test('a user has the same colour every time', () => {
  expect(userColour('user-1')).toBe(userColour('user-1'));
  expect(userColour('user-1')).toBe('#0f766e');
});

test('ids that differ in one digit are spread over the colours', () => {
  const used = new Set(Array.from({ length: 100 }, (_, index) => userColour(`user-${index}`)));
  expect(used.size).toBe(PALETTE.length);
});

test('the placeholder is a data URL with the initials on the colour of the user', () => {
  const url = placeholderUrl('user-1', 'Ada Lovelace');
  expect(url).toMatch(/^data:image\/svg\+xml,[\w%!'()*.~-]+$/);
  expect(svgOf(url)).toContain('>AL</text>');
  expect(svgOf(url)).toContain(userColour('user-1'));
});

test('nothing of a hostile name gets into the markup but letters', () => {
  expect(svgOf(placeholderUrl('user-1', '<script>alert(1)</script> "&'))).toContain('>S</text>');
});

test('without a letter a silhouette is drawn, and without a user on a neutral colour', () => {
  const svg = svgOf(placeholderUrl(null, undefined));
  expect(svg).not.toContain('<text');
  expect(svg).toContain('<circle');
  expect(svg).toContain(NOBODYS_COLOUR);
});

test('lone surrogates do not break the address', () => {
  expect(() => placeholderUrl('\uD83D', '\uDE00 \uD83D')).not.toThrow();
});
