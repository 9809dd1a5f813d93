const LONGEST = 400;
const CODE = /\.(h|cpp|ts|tsx|mjs|js|css)$/;

/** Each: what is looked for, where, and what to say. Words are put together so that this file passes too. */
const RULES = [
  { pattern: /\/(?:root|home|Users)\/[a-z]|(?<![\w.}])\/work\//, files: /./, says: 'a path of one machine' },
  {
    pattern: new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`),
    files: CODE,
    says: 'something left open',
  },
  {
    pattern: /\b(?:it|test|describe)\.(?:skip|only|todo)\b|doctest::skip/,
    files: /^tests\//,
    says: 'a test that does not run',
  },
  { pattern: /waitForTimeout|sleep_for/, files: /^tests\//, says: 'a test that waits for a time' },
];

function faultsOf({ path, text }) {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) =>
    RULES.filter(({ pattern, files }) => files.test(path) && pattern.test(line)).map(
      ({ says }) => `${path}:${index + 1}: ${says}`,
    ),
  );
  const isLong = CODE.test(path) && lines.length - 1 > LONGEST;
  return isLong ? [...found, `${path}: ${lines.length - 1} lines are more than ${LONGEST}`] : found;
}

/** Faults of these files ({ path, text }), one sentence each. package-lock.json is npm's own. */
export function findTextFaults(files) {
  return files.filter(({ path }) => path !== 'package-lock.json').flatMap(faultsOf);
}
