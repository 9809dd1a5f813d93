import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { buildNative, configureNative } from './cmake.mjs';
import { npm } from './npm.mjs';
import { at } from './paths.mjs';
import { capture, run, runModule } from './run.mjs';
import { sourceFiles } from './source-files.mjs';
import { whenChanged } from './stamp.mjs';
import { Stop } from './stop.mjs';

const CPP = /\.(h|cpp)$/;

async function clangFormat() {
  await run('clang-format', ['--dry-run', '-Werror', ...(await sourceFiles(['cpp', 'tests'], CPP))]);
}

/** Takes minutes, so it runs only when the C++ changed since it last passed. cpp/wasm is Emscripten's alone. */
async function clangTidy() {
  const inputs = ['cpp', 'tests/cpp', 'tests/bench/server/native', '.clang-tidy', 'CMakeLists.txt'];
  const ran = await whenChanged({ name: 'clang-tidy', inputs }, async () => {
    await configureNative('debug');
    const jobs = String(availableParallelism());
    const files = `^${at('')}/?(cpp|tests/cpp|tests/bench)/`;
    await run('run-clang-tidy', ['-p', at('build/debug'), '-quiet', '-j', jobs, files]);
  });
  if (!ran) console.log('Nothing changed since it passed.');
}

const biome = () => runModule('@biomejs/biome/bin/biome', ['check', '--error-on-warnings']);

/** Every tsconfig.json is a program of its own. */
async function types() {
  const projects = await sourceFiles(['.'], /(^|\/)tsconfig\.json$/);
  for (const project of projects) await runModule('typescript/bin/tsc', ['-p', at(project), '--noEmit']);
}

const script = (name) => () => run(process.execPath, [at('scripts', name)]);

/** What reads the deployment files has nothing against them. */
async function deployment() {
  await buildNative('release', ['ppc_server']);
  const { DEPLOY_FILES, deployFaults } = await import('./deploy/files.mjs');
  const texts = DEPLOY_FILES.map((name) => [name, readFileSync(at('cpp/server/deploy', name), 'utf8')]);
  const faults = (await Promise.all(texts.map(([name, text]) => deployFaults(name, text)))).flat();
  if (faults.length > 0) throw new Stop(faults.join('\n'));
}

/** The tarball as a consumer's tools see it. */
async function packedPackage() {
  const folder = at('build/pack');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await npm(['pack', '--silent', '--pack-destination', folder]);
  const tarball = at('build/pack', readdirSync(folder)[0]);
  await runModule('publint/src/cli.js', ['run', tarball, '--strict']);
  await runModule('@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only']);
}

/** Nothing that the build makes is committed or left lying about. Only for a clone that nobody works in. */
async function cleanTree() {
  if (process.env.CI === undefined) return console.log('Looked at in CI only.');
  const { stdout } = await capture('git', ['status', '--porcelain']);
  if (stdout !== '') throw new Stop(`The build left changes in the checkout:\n${stdout}`);
}

export const CHECKS = [
  ['clang-format', clangFormat],
  ['biome', biome],
  ['types', types],
  ['layers', script('check-layers.mjs')],
  ['text', script('check-text.mjs')],
  ['sizes', script('check-sizes.mjs')],
  ['deploy', deployment],
  ['package', packedPackage],
  ['clean', cleanTree],
  ['clang-tidy', clangTidy],
];
