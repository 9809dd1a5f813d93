import { CONTENDERS, contendersOf } from './contenders.mjs';
import { find } from './samples.mjs';
import { medianOf, summarise } from './statistics.mjs';
import { showNumber } from './text.mjs';
import { VISIT_NAMES } from './visit-names.mjs';

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

const WHICH = { shown: 'a hundred of', all: 'all of' };

function rowName({ visit, which, pictures, subscribers, codeCache, cpu, record }) {
  if (visit !== undefined) return VISIT_NAMES[visit];
  if (which !== undefined) return `${WHICH[which]} ${pictures.toLocaleString('en')}`;
  if (codeCache !== undefined) return `record ${record} preview, code cache ${codeCache}, ${cpu}x`;
  const names = `${pictures.toLocaleString('en')} pictures`;
  return subscribers === undefined ? names : `${names}, ${subscribers.toLocaleString('en')} subscribers`;
}

/** The cases of a bench and metric, each once, in the order of measuring. */
function casesOf(samples, bench, metric) {
  const cases = samples.filter((sample) => sample.bench === bench && sample.metric === metric);
  return unique(cases.map((sample) => JSON.stringify(sample.case))).map((text) => JSON.parse(text));
}

const DETAILS = {
  sinceNavigationMs: 'ms since navigation',
  framesWithout: 'frames without',
  longestTaskMs: 'longest task, ms',
  backendCalls: 'backend calls',
  imageRequests: 'image requests',
  imageBytes: 'image bytes',
};

/** What else a world's visits were: a row for each visit of each contender. */
function detailTable(samples, world, title) {
  const shown = samples.filter((sample) =>
    matches(sample, { bench: 'journey', metric: 'allPixelsMs', ...world }),
  );
  const line = ({ contender, case: of }) => [
    VISIT_NAMES[of.visit],
    nameOf(contender),
    ...Object.keys(DETAILS).map((metric) =>
      showNumber(medianOf(find(samples, { bench: 'journey', contender, metric, ...of })?.values ?? [])),
    ),
  ];
  const byVisit = [...shown].sort((a, b) => a.case.visit - b.case.visit);
  return {
    title: `${title}: medians`,
    rows: [['visit', 'contender', ...Object.values(DETAILS)], ...byVisit.map(line)],
  };
}

/** { friends, protocol, cpu }, each once. */
function worldsOf(samples) {
  const worlds = casesOf(samples, 'journey', 'allPixelsMs').map(({ visit: _, ...world }) =>
    JSON.stringify(world),
  );
  return unique(worlds).map((text) => JSON.parse(text));
}

const nameOfWorld = ({ friends, protocol, cpu }) =>
  [
    friends === 1 ? 'one friend' : `${friends} friends`,
    { http1: 'HTTP/1.1', http2: 'HTTP/2' }[protocol],
    ...(cpu === 1 ? [] : [`processor ${cpu}x slower`]),
  ].join(', ');

function journeyTables(samples) {
  return worldsOf(samples).flatMap((world) => {
    const rows = Object.keys(VISIT_NAMES).map((visit) => ({ visit: Number(visit) }));
    const name = nameOfWorld(world);
    const query = { bench: 'journey', metric: 'allPixelsMs', ...world };
    const times = byContender(samples, { query, rows, label: 'visit' });
    return [
      { title: `${name}: ms until all pictures have pixels`, rows: times },
      detailTable(samples, world, name),
    ];
  });
}

/** The visits in which another contender took less time than the package; the limit is none. */
export function behindTable(samples) {
  const time = (contender, of) =>
    medianOf(find(samples, { bench: 'journey', contender, metric: 'allPixelsMs', ...of })?.values ?? []);
  const others = Object.keys(CONTENDERS).filter((name) => name !== OURS && name !== 'limit');
  const rows = worldsOf(samples).flatMap((world) =>
    Object.keys(VISIT_NAMES).flatMap((visit) => {
      const of = { ...world, visit: Number(visit) };
      const ours = time(OURS, of);
      const faster = others.filter((name) => time(name, of) < ours);
      if (faster.length === 0) return [];
      const list = faster.map((name) => `${nameOf(name)} ${showNumber(time(name, of))}`);
      return [[nameOfWorld(world), VISIT_NAMES[visit], showNumber(ours), list.join(', ')]];
    }),
  );
  return [['where', 'visit', 'ours, ms', 'less'], ...rows];
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
    simpleTable(
      samples,
      'one change until its subscribers are told (ours: a refetch begins; the others: a record is replaced), µs',
      'store',
      'changeUs',
      'store',
    ),
    simpleTable(
      samples,
      'an action dispatched to the Redux-like store until it has ended, µs',
      'store',
      'dispatchUs',
      'store',
    ),
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
