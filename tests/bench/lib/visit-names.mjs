export const VISIT_NAMES = {
  1: 'first time',
  2: 'same session',
  3: 'refresh',
  4: 'next day',
  5: 'offline, day 3',
};
