import { bundleDemo, bundlePackage } from './lib/bundle.mjs';
import { CHECKS } from './lib/checks.mjs';
import { buildWasm } from './lib/cmake.mjs';
import { setUp } from './lib/set-up.mjs';
import { step } from './lib/step.mjs';
import { main, Stop } from './lib/stop.mjs';

function chosen(names) {
  const unknown = names.filter((name) => !CHECKS.some(([known]) => known === name));
  const known = CHECKS.map(([name]) => name).join(', ');
  if (unknown.length > 0) throw new Stop(`There is no check ${unknown.join(', ')}; there are ${known}.`);
  return names.length === 0 ? CHECKS : CHECKS.filter(([name]) => names.includes(name));
}

async function failureOf(title, check) {
  try {
    await step(title, check);
    return [];
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    return [title];
  }
}

/** Format, lint, types, layers, sizes and the package: all of them, or those named (`npm run check -- layers sizes`). */
await main(async () => {
  const checks = chosen(process.argv.slice(2));
  await setUp({ checks: true });
  await step('Build', async () => {
    await buildWasm(['picture_core']);
    await bundlePackage();
    await bundleDemo();
  });
  const failed = [];
  for (const [title, check] of checks) failed.push(...(await failureOf(title, check)));
  if (failed.length > 0) throw new Stop(`Failed: ${failed.join(', ')}.`);
  console.log(`\nAll ${checks.length} checks passed.`);
});
