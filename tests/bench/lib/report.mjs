import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { at } from '../../../scripts/lib/paths.mjs';
import { writeCharts } from './charts.mjs';
import { behindTable, tablesOf, verdictTable } from './tables.mjs';
import { markdownTable, plainTable, replaceMarked } from './text.mjs';

const FOLDER = at('build/bench');
const PICTURES = 'web/screenshots';

const ALT = {
  'bench-visits-http1.svg': 'Five visits over HTTP/1.1: milliseconds until all pictures have pixels',
  'bench-visits-http2.svg': 'Five visits over HTTP/2: milliseconds until all pictures have pixels',
  'bench-hot-read.svg': 'Nanoseconds to read a picture that is there',
  'bench-one-change.svg': 'Microseconds of one change with more and more subscribers',
};

/** What the figures were measured on. */
export function machineOf(browserVersion) {
  return { ...machine(), browser: `Chromium ${browserVersion}` };
}

/** The same of what needs no browser. */
export function machine() {
  const [{ model }] = cpus();
  return {
    processor: model.trim(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** build/bench: results.json with every value of every round, and the charts. */
export function writeResults({ machine, short, samples, verdicts }) {
  mkdirSync(FOLDER, { recursive: true });
  const results = { machine, short, samples, bars: verdicts };
  writeFileSync(`${FOLDER}/results.json`, `${JSON.stringify(results, null, 1)}\n`);
  writeCharts(samples, FOLDER);
  return `${FOLDER}/results.json`;
}

export function printTables(samples, verdicts) {
  for (const { title, rows } of tablesOf(samples)) console.log(`\n${title}\n\n${plainTable(rows)}`);
  const measured = verdicts.filter(({ met }) => met !== null);
  if (measured.length > 0) console.log(`\nThe bars\n\n${plainTable(verdictTable(measured))}`);
}

/** The README's section of measured values, and the charts it shows. */
export function writeReadme({ machine, samples, verdicts }) {
  const charts = writeCharts(samples, at(PICTURES));
  const { browser, cores, processor, date } = machine;
  const measuredOn = `Measured by \`npm run bench\` on ${date}: ${browser}, ${cores} cores (${processor}).`;
  const content = [
    `${measuredOn} Medians; the spread is in \`build/bench/results.json\`.`,
    '',
    markdownTable(verdictTable(verdicts)),
    '',
    '<details><summary>Where another contender took less time than the package</summary>',
    '',
    markdownTable(behindTable(samples)),
    '',
    '</details>',
    '',
    ...charts.flatMap((file) => [`![${ALT[file]}](${PICTURES}/${file})`, '']),
  ];
  const readme = at('README.md');
  writeFileSync(readme, replaceMarked(readFileSync(readme, 'utf8'), 'bench', content.join('\n').trimEnd()));
}
