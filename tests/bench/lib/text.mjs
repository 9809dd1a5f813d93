/** Three figures, as many as a measurement has: 3450, 27.6, 0.55. */
export function showNumber(value) {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toPrecision(Math.abs(value) < 1 ? 2 : 3).replace(/\.0+$/, '');
}

const cell = (text) => String(text).replaceAll('|', '\\|');

/** Rows of cells as a Markdown table; the first row is its head. */
export function markdownTable([head, ...rows]) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The same for a terminal. */
export function plainTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  return rows
    .map((row) =>
      row
        .map((text, i) => String(text).padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `text` with what stands between `<!-- name -->` and `<!-- /name -->` replaced. Throws when it has no such place. */
export function replaceMarked(text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`there is no place between ${open} and ${close}`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}
