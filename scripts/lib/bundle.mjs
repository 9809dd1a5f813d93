import { mkdirSync, rmSync } from 'node:fs';
import { at } from './paths.mjs';
import { runModule } from './run.mjs';
import { whenChanged } from './stamp.mjs';

const WASM = 'build/wasm/cpp/wasm/picture-core.mjs';
const SHARED_INPUTS = ['scripts/vite', 'tsconfig.json', 'package.json', 'package-lock.json'];

/** What the package consists of, by the files that package.json names. */
export const PACKAGE_OUTPUTS = [
  'dist/index.js',
  'dist/core.js',
  'dist/dashboard.js',
  'dist/sw.js',
  'dist/cli.js',
  'dist/worker/sw.js',
  'dist/types/js/index.d.ts',
  'dist/types/js/core.d.ts',
  'dist/types/js/dashboard.d.ts',
  'dist/types/sw/index.d.ts',
];

/** Vite sets NODE_ENV for good when it builds; the tests that follow must not inherit it. */
async function bundleWith(...configs) {
  const { NODE_ENV } = process.env;
  const { build } = await import('vite');
  for (const name of configs) {
    const { default: config } = await import(`../vite/${name}.config.mjs`);
    await build(config);
  }
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
}

async function writeTypes() {
  for (const project of ['tsconfig.types.json', 'sw/tsconfig.types.json']) {
    await runModule('typescript/bin/tsc', ['-p', at(project)]);
  }
}

/** dist/: what npm publishes. Resolves to whether anything had changed. */
export function bundlePackage() {
  const inputs = [...SHARED_INPUTS, 'tsconfig.types.json', 'js', 'sw', WASM];
  return whenChanged({ name: 'package', inputs, outputs: PACKAGE_OUTPUTS }, async () => {
    rmSync(at('dist'), { recursive: true, force: true });
    mkdirSync(at('dist'), { recursive: true });
    await bundleWith('package', 'worker', 'cli');
    await writeTypes();
  });
}

/** web/dist: the demo, which takes the package from dist/. */
export function bundleDemo() {
  const inputs = [...SHARED_INPUTS, 'web', 'dist'];
  return whenChanged({ name: 'demo', inputs, outputs: ['web/dist/index.html', 'web/dist/sw.js'] }, () =>
    bundleWith('demo', 'demo-worker'),
  );
}
