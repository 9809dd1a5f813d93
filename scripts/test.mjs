import { bundleDemo, bundlePackage } from './lib/bundle.mjs';
import { buildNative, buildWasm } from './lib/cmake.mjs';
import { runCtest, runNodeTests, runVitest } from './lib/runners.mjs';
import { makeSamples } from './lib/samples.mjs';
import { setUp } from './lib/set-up.mjs';
import { step } from './lib/step.mjs';
import { main } from './lib/stop.mjs';
import { add, noTests } from './lib/totals.mjs';

async function build() {
  await step('WebAssembly', () => buildWasm());
  await step('Backend', () => buildNative('release', ['ppc_server']));
  await step('Native tests with sanitizers, build', () =>
    buildNative('asan', ['core_tests', 'server_tests']),
  );
  await step('Package and demo', async () => {
    await bundlePackage();
    await bundleDemo();
    await makeSamples();
  });
}

const RUNNERS = [
  ['Native tests with sanitizers', () => runCtest('asan')],
  ['The core’s tests in WebAssembly', () => runCtest('wasm')],
  ['Scripts', () => runNodeTests('tests/scripts')],
  ['TypeScript, server and browser', runVitest],
  ['Packed tarball in an empty folder', () => runNodeTests('tests/pack')],
];

/** Set-up, build and every test. The last line says how many tests passed and failed. */
await main(async () => {
  await setUp({ browser: true, servers: true });
  await build();
  let totals = noTests();
  for (const [title, runner] of RUNNERS) totals = add(totals, await step(title, runner));
  if (totals.skipped > 0)
    console.log(`\n${totals.skipped} tests were skipped: a skipped test is a failed one.`);
  const failed = totals.failed + totals.skipped;
  console.log(`\n${totals.passed} passed, ${failed} failed`);
  if (failed > 0 || totals.passed === 0) process.exitCode = 1;
});
