import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from './chart.mjs';
import { CONTENDERS, contendersOf } from './contenders.mjs';
import { find } from './samples.mjs';
import { medianOf, summarise } from './statistics.mjs';

function barsOf(samples, query, absent) {
  const there = samples.filter(({ bench, metric }) => bench === query.bench && metric === query.metric);
  return contendersOf(there).flatMap((contender) => {
    const sample = find(samples, { ...query, contender });
    if (sample === undefined) return [];
    const { lower, upper } = summarise(sample.values);
    return [{ ...CONTENDERS[contender], value: medianOf(sample.values), lower, upper, absent }];
  });
}

const VISITS = ['first time', 'same session', 'refresh', 'next day', 'offline, day 3'];

function visits(samples, protocol, title) {
  const query = { bench: 'journey', metric: 'allPixelsMs', protocol, friends: 50, cpu: 1 };
  const groups = VISITS.map((name, i) => ({
    name,
    bars: barsOf(samples, { ...query, visit: i + 1 }, 'shows nothing'),
  }));
  return { title, unit: 'ms', groups };
}

function cases(samples, { title, unit, query, list, name }) {
  const groups = list.map((of) => ({
    name: name(of),
    bars: barsOf(samples, { ...query, ...of }, 'not measured'),
  }));
  return { title, unit, groups };
}

const count = (number) => number.toLocaleString('en');

function hotPath(samples) {
  return cases(samples, {
    title: 'Reading a picture that is there, a hundred shown of so many',
    unit: 'ns',
    query: { bench: 'hot-path', metric: 'readNs', which: 'shown' },
    list: [100, 10_000, 100_000].map((pictures) => ({ pictures })),
    name: ({ pictures }) => `${count(pictures)} pictures`,
  });
}

function changes(samples) {
  return cases(samples, {
    title: 'One change among 1,000 pictures, until its subscribers are told; others subscribed',
    unit: 'µs',
    query: { bench: 'store', metric: 'changeUs', pictures: 1000 },
    list: [1, 100, 10_000].map((subscribers) => ({ subscribers })),
    name: ({ subscribers }) => `${count(subscribers)} other${subscribers === 1 ? '' : 's'}`,
  });
}

/** Charts by file name; those of which nothing was measured are left out. */
export function chartsOf(samples) {
  const charts = {
    'bench-visits-http1.svg': visits(
      samples,
      'http1',
      'Fifty friends over HTTP/1.1: until all pictures have pixels',
    ),
    'bench-visits-http2.svg': visits(
      samples,
      'http2',
      'Fifty friends over HTTP/2: until all pictures have pixels',
    ),
    'bench-hot-read.svg': hotPath(samples),
    'bench-one-change.svg': changes(samples),
  };
  const drawn = Object.entries(charts).flatMap(([file, { groups, ...chart }]) => {
    const measured = groups.filter(({ bars }) => bars.length > 0);
    return measured.length === 0 ? [] : [[file, barChart({ ...chart, groups: measured })]];
  });
  return Object.fromEntries(drawn);
}

/** Writes the charts into a folder; gives their names. */
export function writeCharts(samples, folder) {
  mkdirSync(folder, { recursive: true });
  const charts = chartsOf(samples);
  for (const [file, svg] of Object.entries(charts)) writeFileSync(join(folder, file), svg);
  return Object.keys(charts);
}
