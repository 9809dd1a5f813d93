import { parseArgs } from 'node:util';
import { buildNative } from '../../../scripts/lib/cmake.mjs';
import { setUp } from '../../../scripts/lib/set-up.mjs';
import { step } from '../../../scripts/lib/step.mjs';
import { main, Stop } from '../../../scripts/lib/stop.mjs';
import { collector } from '../lib/samples.mjs';

/** First those that the store's and the cluster's own work in the background would disturb. */
const ALONE = ['presign', 'latency'];
const IN_WORLD = ['lookup', 'batch', 'miss', 'memory', 'capacity'];
const CASES = [...ALONE, ...IN_WORLD];
const TARGETS = ['ppc_server', 'bare_beast', 'steady_load', 'presign_bench', 'record_memory'];

function wanted() {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: CASES },
    },
  });
  const unknown = values.only.filter((name) => !CASES.includes(name));
  if (unknown.length > 0)
    throw new Stop(`There is no case ${unknown.join(', ')}; there are ${CASES.join(', ')}.`);
  if (values.write && (values.short || values.only !== CASES))
    throw new Stop('--write takes the figures of a whole run: leave --short and --only out.');
  return values;
}

async function measure(names, options) {
  const samples = [];
  for (const name of names) {
    const { run } = await import(`./cases/${name}.mjs`);
    const { note, samples: of } = collector(name);
    await step(name, () => run({ ...options, note }));
    samples.push(...of());
  }
  return samples;
}

async function measureInWorld(names, options) {
  if (names.length === 0) return [];
  const { startWorld } = await import('./lib/world.mjs');
  const world = await step('Redis, Redis Cluster and Ceph', startWorld);
  try {
    return await measure(names, { ...options, world });
  } finally {
    await world.stop();
  }
}

async function measureAll({ short, only }) {
  const extent = short ? { rounds: 3, seconds: 1 } : { rounds: 7, seconds: 3 };
  const wantedOf = (names) => names.filter((name) => only.includes(name));
  const alone = await measure(wantedOf(ALONE), extent);
  return [...alone, ...(await measureInWorld(wantedOf(IN_WORLD), extent))];
}

/**
 * Measures the backend beside what companies run instead, in one run, on the real Redis and a real Ceph gateway: tables here, every value in
 * build/bench/server.json. `--short`: it fails when a bar is missed by far; `--write`: into the README as well; `--only`: one case.
 */
await main(async () => {
  const options = wanted();
  await setUp({ servers: true, serverBench: true });
  await step('Server', () => buildNative('release', TARGETS));
  const samples = await measureAll(options);
  const { judge } = await import('./lib/bars.mjs');
  const { printTables, writeReadme, writeResults } = await import('./lib/report.mjs');
  const verdicts = judge(samples, { short: options.short, isWhole: options.only === CASES });
  printTables(samples, verdicts);
  console.log(`\nEvery value: ${writeResults({ ...options, samples, verdicts })}`);
  if (options.write) writeReadme({ samples, verdicts });
  const lost = verdicts.filter((verdict) => verdict.lost);
  if (options.short && lost.length > 0)
    throw new Stop(`Missed by far, or not measured: ${lost.map(({ what }) => what).join('; ')}.`);
});
// Also after a failure: what was started ends with this process.
process.exit();
