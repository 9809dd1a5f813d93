import { bundleDemo, bundlePackage } from './lib/bundle.mjs';
import { buildWasm } from './lib/cmake.mjs';
import { setUp } from './lib/set-up.mjs';
import { step } from './lib/step.mjs';
import { main } from './lib/stop.mjs';

/** WebAssembly, worker, package and demo. */
await main(async () => {
  await setUp();
  await step('WebAssembly', () => buildWasm(['picture_core']));
  await step('Package', bundlePackage);
  await step('Demo', bundleDemo);
});
