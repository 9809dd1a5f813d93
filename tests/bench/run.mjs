import { parseArgs } from 'node:util';
import { bundlePackage } from '../../scripts/lib/bundle.mjs';
import { buildWasm } from '../../scripts/lib/cmake.mjs';
import { setUp } from '../../scripts/lib/set-up.mjs';
import { step } from '../../scripts/lib/step.mjs';
import { main, Stop } from '../../scripts/lib/stop.mjs';

const BENCHES = ['sizes', 'hot-path', 'start-up', 'store', 'journey'];

function wanted() {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: BENCHES },
    },
  });
  const unknown = values.only.filter((name) => !BENCHES.includes(name));
  if (unknown.length > 0)
    throw new Stop(`There is no benchmark ${unknown.join(', ')}; there are ${BENCHES.join(', ')}.`);
  if (values.write && (values.short || values.only !== BENCHES))
    throw new Stop('--write takes the figures of a whole run: leave --short and --only out.');
  return values;
}

async function sizes() {
  const { measure } = await import('../../scripts/lib/sizes.mjs');
  const entry = ([metric, bytes]) => ({
    bench: 'sizes',
    contender: 'profile-picture-cache',
    case: {},
    metric,
    values: [bytes],
  });
  return Object.entries(await measure()).map(entry);
}

/** The benchmarks of what happens in memory share a browser and the server of their pages. */
async function inMemory(names, options) {
  const { launchBrowser } = await import('./lib/browser.mjs');
  const { buildPages, servePages } = await import('./lib/pages.mjs');
  const benches = await Promise.all(names.map((name) => import(`./${name}/index.mjs`)));
  await buildPages(benches.flatMap(({ PAGES }) => PAGES));
  const server = await servePages();
  const browser = await launchBrowser();
  try {
    const samples = [];
    for (const [i, { run }] of benches.entries()) {
      samples.push(...(await step(names[i], () => run({ ...options, browser, url: server.url }))));
    }
    return samples;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function measureAll({ short, only }) {
  const log = (line) => console.log(line);
  const has = (name) => only.includes(name);
  const inPages = ['hot-path', 'start-up', 'store'].filter(has);
  const samples = has('sizes') ? await step('sizes', sizes) : [];
  if (inPages.length > 0) samples.push(...(await inMemory(inPages, { short, log })));
  if (has('journey')) {
    const { run } = await import('./journey/index.mjs');
    samples.push(...(await step('journey', () => run({ short, log }))));
  }
  return samples;
}

async function browserVersion() {
  const { launchBrowser } = await import('./lib/browser.mjs');
  const browser = await launchBrowser();
  try {
    return browser.version();
  } finally {
    await browser.close();
  }
}

/**
 * Measures the package beside what applications use instead, in one run: tables here, every value and the charts in build/bench. `--short`: in
 * under three minutes, and it fails when a bar is missed by far (see lib/bars/judge.mjs); `--write`: into the README as well; `--only`: one benchmark.
 */
await main(async () => {
  const options = wanted();
  await setUp({ browser: true, bench: true });
  await step('WebAssembly', () => buildWasm(['picture_core']));
  await step('Package', bundlePackage);
  const samples = await measureAll(options);
  const { judge } = await import('./lib/bars/judge.mjs');
  const { machineOf, printTables, writeReadme, writeResults } = await import('./lib/report.mjs');
  const verdicts = judge(samples, { isShort: options.short && options.only === BENCHES });
  const machine = machineOf(await browserVersion());
  printTables(samples, verdicts);
  console.log(`\nEvery value: ${writeResults({ machine, short: options.short, samples, verdicts })}`);
  if (options.write) writeReadme({ machine, samples, verdicts });
  const lost = verdicts.filter((verdict) => verdict.lost);
  if (options.short && lost.length > 0)
    throw new Stop(
      `Missed by far, or not measured: ${lost.map(({ group, what }) => `${group}, ${what}`).join('; ')}.`,
    );
  process.exit();
});
