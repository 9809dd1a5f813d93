import { CONTENDERS, contendersOf } from './contenders.mjs';
import { find } from './samples.mjs';
import { medianOf, summarise } from './statistics.mjs';
import { showNumber } from './text.mjs';

const OURS = 'profile-picture-cache';

const nameOf = (contender) => CONTENDERS[contender].name;
const unique = (values) => [...new Set(values)];

/** Median and middle half: `230 (221-244)`. */
function withSpread(sample) {
  if (sample === undefined) return '';
  const { lower, upper } = summarise(sample.values);
  const median = medianOf(sample.values);
  if (Number.isNaN(median)) return 'nothing shown';
  const spread = [lower, upper].map(showNumber);
  return spread[0] === spread[1] ? showNumber(median) : `${showNumber(median)} (${spread.join('-')})`;
}

/** Rows: `rowsBy` of the case; columns: contenders. */
function byContender(samples, { query, rows, label }) {
  const contenders = contendersOf(
    rows.flatMap((row) => samples.filter((sample) => matches(sample, { ...query, ...row }))),
  );
  const line = (row) =>
    contenders.map((contender) => withSpread(find(samples, { ...query, ...row, contender })));
  return [[label, ...contenders.map(nameOf)], ...rows.map((row) => [rowName(row), ...line(row)])];
}

const matches = (sample, { bench, metric, ...of }) =>
  sample.bench === bench &&
  sample.metric === metric &&
  Object.entries(of).every(([name, value]) => sample.case[name] === value);

const VISITS = { 1: 'first time', 2: 'same session', 3: 'refresh', 4: 'next day', 5: 'offline, day 3' };
const WHICH = { shown: 'a hundred of', all: 'all of' };

function rowName({ visit, which, pictures, subscribers, codeCache, cpu }) {
  if (visit !== undefined) return VISITS[visit];
  if (which !== undefined) return `${WHICH[which]} ${pictures.toLocaleString('en')}`;
  if (codeCache !== undefined) return `code cache ${codeCache}, ${cpu}x`;
  const names = `${pictures.toLocaleString('en')} pictures`;
  return subscribers === undefined ? names : `${names}, ${subscribers.toLocaleString('en')} subscribers`;
}

/** The cases of a bench and metric, each once, in the order of measuring. */
function casesOf(samples, bench, metric) {
  const cases = samples.filter((sample) => sample.bench === bench && sample.metric === metric);
  return unique(cases.map((sample) => JSON.stringify(sample.case))).map((text) => JSON.parse(text));
}

function journeyTables(samples) {
  const worlds = casesOf(samples, 'journey', 'allPixelsMs').map(({ visit: _, ...world }) =>
    JSON.stringify(world),
  );
  return unique(worlds).map((text) => {
    const world = JSON.parse(text);
    const rows = [1, 2, 3, 4, 5].map((visit) => ({ visit }));
    const protocol = { http1: 'HTTP/1.1', http2: 'HTTP/2' }[world.protocol];
    const title = `${world.friends} friends, ${protocol}, processor ${world.cpu}x slower: ms until all pictures have pixels`;
    const query = { bench: 'journey', metric: 'allPixelsMs', ...world };
    return { title, rows: byContender(samples, { query, rows, label: 'visit' }) };
  });
}

function simpleTable(samples, title, bench, metric, label) {
  const rows = casesOf(samples, bench, metric);
  return { title, rows: byContender(samples, { query: { bench, metric }, rows, label }) };
}

const PARTS = {
  toHitMs: 'to the first L1 hit',
  modulesMs: 'evaluating the modules',
  cacheMs: 'making the cache',
  readMs: 'reading the record',
  coreMs: 'then: starting the core',
  fromScriptMs: 'from the arrival of the script',
};

/** What the start consists of: the first figure is the sum of the next three; the core starts after the first frame. */
function startUpTable(samples) {
  const cases = casesOf(samples, 'start-up', 'toHitMs');
  const line = (of) =>
    Object.keys(PARTS).map((metric) =>
      withSpread(find(samples, { bench: 'start-up', contender: OURS, metric, ...of })),
    );
  const rows = [['start', ...Object.values(PARTS)], ...cases.map((of) => [rowName(of), ...line(of)])];
  return { title: 'from the first line of the module to the first picture out of localStorage, ms', rows };
}

/** Every table of a run: { title, rows }, the first row being the head. */
export function tablesOf(samples) {
  const tables = [
    ...journeyTables(samples),
    simpleTable(
      samples,
      'reading a picture that is there, ns, by the hook',
      'hot-path',
      'readNs',
      'pictures',
    ),
    simpleTable(samples, 'the same by cache.snapshot(), ns', 'hot-path', 'snapshotNs', 'pictures'),
    simpleTable(samples, 'resolving a picture that is there, ns', 'hot-path', 'resolveNs', 'pictures'),
    startUpTable(samples),
    simpleTable(samples, 'one change until its subscribers are told, µs', 'store', 'changeUs', 'store'),
    simpleTable(samples, 'a subscriber comes and goes, µs', 'store', 'subscribeUs', 'store'),
    simpleTable(samples, 'a picture arrives where there is room, µs', 'store', 'arrivalWithRoomUs', 'store'),
    simpleTable(
      samples,
      'a picture arrives and another is evicted, µs',
      'store',
      'arrivalWhenFullUs',
      'store',
    ),
  ];
  return tables.filter(({ rows }) => rows.length > 1);
}

/** The bars beside what was measured. */
export function verdictTable(verdicts) {
  const word = { true: 'yes', false: 'no', null: 'not measured' };
  const head = ['what', '', 'bar', 'measured', 'beside it', 'met'];
  let last = '';
  const rows = verdicts.map(({ group, what, bar, ours, other, met }) => {
    const first = group === last ? '' : group;
    last = group;
    return [first, what, bar, ours, other, word[met]];
  });
  return [head, ...rows];
}
