import { CONTENDERS } from './build.mjs';

export const ALL_VISITS = [1, 2, 3, 4, 5];

/** What the bars compare. */
const FEW = ['profile-picture-cache', 'tanstack', 'limit'];

/**
 * What is played, in this order, by every contender. Over HTTP/1.1 five hundred friends take half a minute a visit where each costs a
 * call: there is one round of them all, and two more of those that the bars compare.
 */
export const FULL = [
  { protocol: 'http1', friends: 50, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http1', friends: 50, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 1, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 1, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 500, cpu: 1, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http1', friends: 500, cpu: 1, rounds: 1, contenders: CONTENDERS },
  { protocol: 'http1', friends: 500, cpu: 1, rounds: 2, contenders: FEW },
  { protocol: 'http2', friends: 500, cpu: 4, rounds: 1, contenders: CONTENDERS },
  { protocol: 'http1', friends: 500, cpu: 4, rounds: 1, contenders: CONTENDERS },
];

/** What is played after the tests. */
export const SHORT = [{ protocol: 'http1', friends: 50, cpu: 1, rounds: 3, contenders: FEW }];
