/** Each has a contrast of at least 4.5 to white (WCAG 2.2, 1.4.3), and is told from its neighbours at a glance. */
export const PALETTE = [
  '#b42318',
  '#c2410c',
  '#a15c07',
  '#7a6a00',
  '#4d7c0f',
  '#15803d',
  '#047857',
  '#0f766e',
  '#0e7490',
  '#0369a1',
  '#1d4ed8',
  '#4338ca',
  '#6d28d9',
  '#86198f',
  '#a21caf',
  '#be185d',
] as const;

/** Of a component that has no user yet. */
export const NOBODYS_COLOUR = '#667085';

/** FNV-1a over UTF-16 units: spreads ids that differ in their last digit only. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return (value ^ (value >>> 16)) >>> 0;
}

/** The colour behind a user's initials: the same for the same id, on every machine. */
export function userColour(userId: string): string {
  return PALETTE[hash(userId) % PALETTE.length] ?? NOBODYS_COLOUR;
}
