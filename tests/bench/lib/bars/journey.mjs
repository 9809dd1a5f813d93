import { VISIT_NAMES } from '../visit-names.mjs';
import { exactly, inUnit, most, named, OURS } from './requirement.mjs';

const PROTOCOLS = { http1: 'HTTP/1.1', http2: 'HTTP/2' };
const BOTH = Object.keys(PROTOCOLS);
const VISITS = [1, 2, 3, 4, 5];

const visitOf = (visit, protocol, friends = 50) => ({ bench: 'journey', visit, friends, protocol, cpu: 1 });
const everywhere = (visit, metric) => BOTH.map((protocol) => ({ ...visitOf(visit, protocol), metric }));

const timeOf = (contender, visit, protocol, { median }, friends = 50) =>
  median({ ...visitOf(visit, protocol, friends), contender, metric: 'allPixelsMs' });

/** Ours and another contender's, over those of the protocols that were measured: the short benchmark has one. */
function timesOf(contender, visit, protocols, figures) {
  const query = { contender: OURS, metric: 'allPixelsMs' };
  const measured = protocols.filter(
    (protocol) => figures.values({ ...visitOf(visit, protocol), ...query }).length > 0,
  );
  const times = (of) => measured.map((protocol) => timeOf(of, visit, protocol, figures));
  return { ours: times(OURS), theirs: times(contender) };
}

const nameOfTime = (protocols) => (protocols.length > 1 ? 'time' : `time, ${PROTOCOLS[protocols[0]]}`);

/** Our time of a visit is at most `limit` times another contender's, over each of the protocols. */
function against(contender, limit, bar, visit, { group, protocols = BOTH }) {
  return {
    group,
    what: nameOfTime(protocols),
    bar,
    limit,
    isLongOnly: !protocols.includes('http1'),
    measure: (figures) => {
      const { ours, theirs } = timesOf(contender, visit, protocols, figures);
      const value = most(ours.map((time, i) => time / theirs[i]));
      return { value, ours: inUnit(ours, 'ms'), other: named(contender, theirs, 'ms') };
    },
  };
}

function timeAtMost(limit, visit, group) {
  return {
    group,
    what: 'time',
    bar: `${limit} ms`,
    limit,
    measure: (figures) => {
      const { ours, theirs } = timesOf('tanstack', visit, BOTH, figures);
      return { value: most(ours), ours: inUnit(ours, 'ms'), other: named('tanstack', theirs, 'ms') };
    },
  };
}

const count = (group, visit, what, wanted, metric) =>
  exactly(wanted, { group, what, beside: 'tanstack', queries: everywhere(visit, metric) });
const firstFrame = (group, visit) =>
  count(group, visit, 'frames painted without all fifty', 0, 'framesWithout');

const VISIT_1 = 'visit 1, cold, 50 friends';
const VISIT_2 = 'visit 2, same session';
const VISIT_3 = 'visit 3, refresh';
const VISIT_4 = 'visit 4, next day';
const VISIT_5 = 'visit 5, offline, day 3';
const MANY = '500 friends';

/** A visit that does not show all has no time; here it counts. */
const everybody = exactly(50, {
  group: 'every visit, 50 friends',
  what: 'pictures shown',
  queries: VISITS.flatMap((visit) => everywhere(visit, 'shown')),
  needed: VISITS.map((visit) => ({ ...visitOf(visit, 'http1'), metric: 'shown' })),
});

/** How much longer each visit takes with ten times the friends: [{ ratio, where }]. */
function growth(contender, figures) {
  return BOTH.flatMap((protocol) =>
    VISITS.map((visit) => ({
      ratio: timeOf(contender, visit, protocol, figures, 500) / timeOf(contender, visit, protocol, figures),
      where: `${VISIT_NAMES[visit]}, ${PROTOCOLS[protocol]}`,
    })),
  );
}

const grown = {
  group: MANY,
  what: 'slowest visit, against 50 friends',
  bar: '12x',
  limit: 12,
  isLongOnly: true,
  measure: (figures) => {
    const ours = growth(OURS, figures);
    const value = most(ours.map(({ ratio }) => ratio));
    const { where = '' } = ours.find(({ ratio }) => ratio === value) ?? {};
    const theirs = growth('tanstack', figures).map(({ ratio }) => ratio);
    const other = named('tanstack', Math.max(...theirs.filter(Number.isFinite)), 'x');
    return { value, ours: `${inUnit(value, 'x')} (${where})`, other };
  },
};

const longest = (contender, { median }) =>
  most(
    BOTH.flatMap((protocol) =>
      VISITS.map((visit) => median({ ...visitOf(visit, protocol, 500), contender, metric: 'longestTaskMs' })),
    ),
  );

const longestTask = {
  group: MANY,
  what: 'longest main-thread task at 1x',
  bar: '50 ms',
  limit: 50,
  isLongOnly: true,
  measure: (figures) => {
    const value = longest(OURS, figures);
    const others = ['tanstack', 'limit'].map((name) => named(name, longest(name, figures), 'ms'));
    return { value, ours: inUnit(value, 'ms'), other: others.join(', ') };
  },
};

export const JOURNEY = [
  everybody,
  against('tanstack', 1 / 5, '1/5 of TanStack', 1, { group: VISIT_1, protocols: ['http1'] }),
  against('tanstack', 0.6, '0.6 of TanStack', 1, { group: VISIT_1, protocols: ['http2'] }),
  against('limit', 1.15, '1.15 of the limit', 1, { group: VISIT_1 }),
  count(VISIT_1, 1, 'backend calls', 1, 'backendCalls'),
  against('tanstack', 0.6, '0.6 of TanStack', 2, { group: VISIT_2 }),
  firstFrame(VISIT_2, 2),
  against('tanstack', 1 / 4, '1/4 of TanStack', 3, { group: VISIT_3 }),
  count(VISIT_3, 3, 'backend calls', 0, 'backendCalls'),
  count(VISIT_3, 3, 'image requests', 0, 'imageRequests'),
  firstFrame(VISIT_3, 3),
  against('tanstack', 1 / 40, '1/40 of TanStack', 4, { group: VISIT_4, protocols: ['http1'] }),
  against('tanstack', 1 / 10, '1/10 of TanStack', 4, { group: VISIT_4, protocols: ['http2'] }),
  against('limit', 2, '2x the limit', 4, { group: VISIT_4 }),
  count(VISIT_4, 4, 'backend calls', 1, 'backendCalls'),
  count(VISIT_4, 4, 'of them after the pictures were shown', 1, 'lateCalls'),
  count(VISIT_4, 4, 'image bytes', 0, 'imageBytes'),
  count(VISIT_5, 5, 'pictures shown', 50, 'shown'),
  timeAtMost(150, 5, VISIT_5),
  grown,
  longestTask,
];
