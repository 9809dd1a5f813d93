import { CONTENDERS } from './build.mjs';

export const ALL_VISITS = [1, 2, 3, 4, 5];

/** What the bars compare. */
const FEW = ['profile-picture-cache', 'tanstack', 'limit'];
/** At every visit, what is not cached takes what it takes the others at the first. */
const CACHING = CONTENDERS.filter((contender) => contender !== 'no-cache');

/**
 * What is played, in this order. Over HTTP/1.1 five hundred friends take half a minute a visit where each costs a call: a round of
 * all is six minutes, so there is one, and of few when throttled.
 */
export const FULL = [
  { protocol: 'http1', friends: 50, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http1', friends: 50, cpu: 4, rounds: 2, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 4, rounds: 2, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 1, rounds: 2, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 1, rounds: 2, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 4, rounds: 1, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 4, rounds: 1, contenders: CONTENDERS },
  { protocol: 'http2', friends: 500, cpu: 1, rounds: 2, contenders: CONTENDERS },
  { protocol: 'http1', friends: 500, cpu: 1, rounds: 1, contenders: CACHING },
  { protocol: 'http2', friends: 500, cpu: 4, rounds: 1, contenders: FEW },
  { protocol: 'http1', friends: 500, cpu: 4, rounds: 1, contenders: FEW },
];

/** What is played after the tests. */
export const SHORT = [{ protocol: 'http1', friends: 50, cpu: 1, rounds: 3, contenders: FEW }];
