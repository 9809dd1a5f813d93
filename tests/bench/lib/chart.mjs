import { showNumber } from './text.mjs';

/**
 * Horizontal bars in groups as SVG, on a logarithmic scale. On a card of its own colour, so that it reads on light and dark pages alike.
 */

const WIDTH = 860;
const LEFT = 190;
const RIGHT = 90;
const BAR = 16;
const GAP = 5;
const GROUP_GAP = 22;
const TOP = 84;
const BOTTOM = 56;
const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const INK = '#1f2937';
const FAINT = '#6b7280';
const LINE = '#d1d5db';

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function text(x, y, content, { size = 13, anchor = 'start', fill = INK, weight = 400 } = {}) {
  const style = `font-size="${size}" text-anchor="${anchor}" fill="${fill}" font-weight="${weight}"`;
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${escaped(content)}</text>`;
}

/** Powers of ten around all values, and the place of a value between them. */
function logScale(values) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const place = (value) => LEFT + ((Math.log10(value) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return { place, ticks };
}

function axis({ place, ticks }, unit, bottom) {
  const lines = ticks.map((tick) => {
    const x = place(tick).toFixed(1);
    return `<line x1="${x}" x2="${x}" y1="${TOP - 8}" y2="${bottom}" stroke="${LINE}"/>`;
  });
  const labels = ticks.map((tick) =>
    text(place(tick), bottom + 18, `${tick.toLocaleString('en')} ${unit}`, {
      size: 12,
      anchor: 'middle',
      fill: FAINT,
    }),
  );
  return [...lines, ...labels];
}

/** A bar with its value, and the middle half of the rounds as a line across its end. */
function drawBar({ place }, { name, value, lower, upper, colour, absent }, unit, y) {
  if (!(value > 0)) return [text(LEFT + 6, y + BAR - 3, `${name} ${absent}`, { size: 12, fill: FAINT })];
  const end = place(value);
  const middle = y + BAR / 2;
  const bar = `<rect x="${LEFT}" y="${y}" width="${(end - LEFT).toFixed(1)}" height="${BAR}" rx="2" fill="${colour}"/>`;
  const spread = `<line x1="${place(lower).toFixed(1)}" x2="${place(upper).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="${INK}" stroke-width="2"/>`;
  const label = text(Math.max(end, place(upper)) + 6, y + BAR - 3, `${showNumber(value)} ${unit}`, {
    size: 12,
  });
  return [bar, spread, label];
}

function drawGroup(scale, { name, bars }, unit, top) {
  const parts = [text(20, top + BAR - 3, name, { weight: 600 })];
  bars.forEach((bar, i) => {
    const y = top + i * (BAR + GAP);
    parts.push(...drawBar(scale, bar, unit, y));
  });
  return parts;
}

function legend(entries) {
  let x = 20;
  return entries.flatMap(([name, colour]) => {
    const at = x;
    x += 40 + name.length * 7.2;
    return [
      `<rect x="${at}" y="52" width="12" height="12" rx="2" fill="${colour}"/>`,
      text(at + 17, 62.5, name, { size: 12.5 }),
    ];
  });
}

const heightOf = ({ bars }) => bars.length * (BAR + GAP) - GAP;

/**
 * `groups`: [{ name, bars: [{ name, colour, value, lower, upper, absent }] }]; a value that is no number above 0 is told as `absent`.
 * `lower` and `upper`: the spread.
 */
export function barChart({ title, unit, groups }) {
  const values = groups.flatMap(({ bars }) =>
    bars.flatMap(({ value, lower, upper }) => [value, lower, upper]),
  );
  const scale = logScale(values.filter((value) => value > 0));
  const drawn = [];
  let y = TOP;
  for (const group of groups) {
    drawn.push(...drawGroup(scale, group, unit, y));
    y += heightOf(group) + GROUP_GAP;
  }
  const bottom = y - GROUP_GAP + 10;
  const height = bottom + BOTTOM;
  const names = new Map(groups.flatMap(({ bars }) => bars.map(({ name, colour }) => [name, colour])));
  const note = `${unit}, logarithmic; less is better. Median of the rounds; the line is their middle half.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family='${FONT}'>`,
    `<title>${escaped(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" fill="#ffffff" stroke="${LINE}"/>`,
    text(20, 34, title, { size: 17, weight: 600 }),
    ...legend([...names]),
    ...axis(scale, unit, bottom),
    ...drawn,
    text(WIDTH / 2, height - 14, note, { size: 12, anchor: 'middle', fill: FAINT }),
    '</svg>',
    '',
  ].join('\n');
}
