import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { at } from './paths.mjs';
import { exitCodeOf } from './run.mjs';
import { noTests, readDoctest, readTap, readVitest, withExitCode } from './totals.mjs';

/** A fresh path for a runner's report, so that an old one is never read. */
function reportFile(name) {
  mkdirSync(at('build/reports'), { recursive: true });
  const file = at('build/reports', name);
  rmSync(file, { force: true });
  return file;
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** The doctest programs of a preset. */
export async function runCtest(preset) {
  const report = reportFile(`ctest-${preset}.xml`);
  const args = ['--preset', preset, '--output-junit', report, '--test-output-size-passed', '1000000'];
  const code = await exitCodeOf('ctest', args);
  return withExitCode(readDoctest(read(report)), code);
}

/** Every project of vitest.config.ts. */
export async function runVitest() {
  const report = reportFile('vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await exitCodeOf(process.execPath, [at('node_modules/vitest/vitest.mjs'), ...args]);
  const text = read(report);
  return withExitCode(text === '' ? noTests() : readVitest(JSON.parse(text)), code);
}

/** The files `*.test.mjs` of a folder, with Node's own runner. */
export async function runNodeTests(folder) {
  const report = reportFile(`${folder.replaceAll('/', '-')}.tap`);
  const files = readdirSync(at(folder)).filter((name) => name.endsWith('.test.mjs'));
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap'];
  const paths = files.map((name) => at(folder, name));
  const args = ['--test', ...reporters, `--test-reporter-destination=${report}`, ...paths];
  const code = await exitCodeOf(process.execPath, args);
  return withExitCode(readTap(read(report)), code);
}
