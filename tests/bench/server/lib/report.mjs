import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { at } from '../../../../scripts/lib/paths.mjs';
import { machine } from '../../lib/report.mjs';
import { find } from '../../lib/samples.mjs';
import { summarise } from '../../lib/statistics.mjs';
import { markdownTable, plainTable, replaceMarked, showNumber } from '../../lib/text.mjs';

const FOLDER = at('build/bench');

const VERDICT = { true: 'yes', false: 'no' };

const barsTable = (verdicts) => [
  ['what', 'bar', 'measured', 'behind it', 'met'],
  ...verdicts
    .filter(({ met }) => met !== null)
    .map(({ what, bar, value, shown, met }) => [what, bar, showNumber(value), shown, VERDICT[met]]),
];

/** Requests of one core. The batch and the miss wait for others most of the time, so theirs follow from the processor time. */
function coreTable(samples) {
  const median = (query) => summarise(find(samples, query)?.values ?? []).median;
  const measured = (bench, contender) =>
    ['perSecond', 'cpuMicros'].map((metric) => showNumber(median({ bench, contender, metric })));
  const byTime = (bench, metric) => {
    const micros = median({ bench, contender: 'ours', metric });
    return [`${showNumber(1e6 / micros)} (from the time)`, showNumber(micros)];
  };
  return [
    ['request', 'a second and core', 'µs of processor time'],
    ['lookup, in this process’ memory', ...measured('lookup', 'ours')],
    ['the same without a log line', ...measured('lookup', 'quiet')],
    ['lookup, in Redis', ...measured('lookup', 'inRedis')],
    ['image route, in memory', ...measured('capacity', 'image')],
    ['batch of 50, in Redis Cluster', ...byTime('batch', 'batchCpuMicros')],
    ['miss: HEAD and signature', ...byTime('miss', 'cpuMicros')],
  ];
}

const PLACES = ['memory', 'Redis', 'the object store'];
/** Where the URL is, in thousandths. */
const MIXES = [
  [900, 90, 10],
  [900, 0, 100],
  [0, 990, 10],
  [0, 900, 100],
  [0, 0, 1000],
];

/** Operations for each 1000 lookups: those of one lookup, which were counted, times how many there are of each kind. */
function operationsTable(samples) {
  const of = (from, metric) =>
    summarise(find(samples, { bench: 'capacity', contender: 'ours', from, metric })?.values ?? []).median;
  const total = (mix, metric) => mix.reduce((sum, share, i) => sum + share * of(PLACES[i], metric), 0);
  return [
    ['in memory', 'in Redis', 'missed', 'Redis commands', 'S3 requests'],
    ...MIXES.map((mix) => [
      ...mix.map((share) => `${share / 10} %`),
      ...['redis', 's3'].map((metric) => showNumber(total(mix, metric))),
    ]),
  ];
}

/** At a steady rate of 70 %, whatever the server does: mostly what this machine does to both. */
function steadyTable(samples) {
  const of = (contender, metric) =>
    summarise(find(samples, { bench: 'latency', contender, steady: true, metric })?.values ?? []);
  const row = (title, contender) => {
    const [p50, p99] = [of(contender, 'p50Us'), of(contender, 'p99Us')];
    return [
      title,
      showNumber(p50.median),
      showNumber(p99.median),
      `${showNumber(p99.least)} to ${showNumber(p99.most)}`,
    ];
  };
  return [
    ['server', 'p50, µs', 'p99, µs', 'p99, from and to'],
    row('ours', 'ours'),
    row('bare Beast', 'bare'),
  ];
}

function storageTable(samples) {
  const of = (metric) =>
    summarise(find(samples, { bench: 'capacity', contender: 'ours', of: 'storage', metric })?.values ?? [])
      .median;
  return [
    ['what', 'measured'],
    ['one URL in Redis (`MEMORY USAGE`)', `${showNumber(of('redisBytes'))} bytes`],
    ['one URL in the server’s memory', `${showNumber(of('nearBytes'))} bytes`],
    [
      'GETs of 700 bytes a second of one Redis (`redis-benchmark`, 50 connections)',
      showNumber(of('redisPerSecond')),
    ],
  ];
}

function tables(samples, verdicts) {
  return [
    ['Against the bars', barsTable(verdicts)],
    ['At a steady rate of 70 % load', steadyTable(samples)],
    ['What one core answers', coreTable(samples)],
    ['Operations for 1000 lookups', operationsTable(samples)],
    ['What the URLs take', storageTable(samples)],
  ];
}

export function printTables(samples, verdicts) {
  for (const [title, rows] of tables(samples, verdicts)) console.log(`\n${title}\n\n${plainTable(rows)}`);
}

export function writeResults({ short, samples, verdicts }) {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/server.json`;
  writeFileSync(file, `${JSON.stringify({ machine: machine(), short, samples, bars: verdicts }, null, 1)}\n`);
  return file;
}

/** The README's measured values of the backend. */
export function writeReadme({ samples, verdicts }) {
  const { date, cores, processor } = machine();
  const on = `Measured by \`npm run bench:server\` on ${date}: ${cores} cores (${processor}), one for the server and one for the load.`;
  const parts = tables(samples, verdicts).flatMap(([title, rows]) => [
    `#### ${title}`,
    '',
    markdownTable(rows),
    '',
  ]);
  const noise = 'Medians, with the least and the most of the rounds; ratios round by round.';
  const content = [`${on} ${noise}`, '', ...parts].join('\n').trimEnd();
  const readme = at('README.md');
  writeFileSync(readme, replaceMarked(readFileSync(readme, 'utf8'), 'bench-server', content));
}
