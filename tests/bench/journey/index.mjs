import { launchBrowser } from '../lib/browser.mjs';
import { buildJourney } from './build.mjs';
import { journey } from './visits.mjs';
import { startWorld } from './world.mjs';

/** Every round visits each contender once, so that what else the machine does meets all alike. */
async function playRounds(
  browser,
  { url, world },
  { protocol, friends, cpu, rounds },
  { contenders, visits, log, note },
) {
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const results = await journey(browser, { url, world, contender, friends, cpu, visits });
      for (const [visit, measured] of Object.entries(results)) {
        note(contender, { visit: Number(visit), friends, protocol, cpu }, measured);
      }
    }
    log(`journey ${protocol}, ${friends} friends, cpu ${cpu}x: round ${round} of ${rounds}`);
  }
}

/** Samples by contender, case and metric, one value a round. */
function collector() {
  const samples = new Map();
  const note = (contender, of, measured) => {
    for (const [metric, value] of Object.entries(measured)) {
      const key = JSON.stringify([contender, of, metric]);
      if (!samples.has(key)) samples.set(key, { bench: 'journey', contender, case: of, metric, values: [] });
      samples.get(key).values.push(value);
    }
  };
  return { note, samples: () => [...samples.values()] };
}

/**
 * The five visits (see visits.mjs) in each of `worlds` ({ protocol, friends, cpu, rounds }). Resolves to samples:
 * { bench, contender, case: { visit, friends, protocol, cpu }, metric, values: one a round }.
 */
export async function runJourney({ worlds, visits, contenders, log }) {
  const pages = await buildJourney();
  const { note, samples } = collector();
  for (const of of worlds) {
    const server = await startWorld({ pages, protocol: of.protocol });
    const browser = await launchBrowser();
    try {
      await playRounds(browser, server, of, { contenders, visits, log, note });
    } finally {
      await browser.close();
      await server.stop();
    }
  }
  return samples();
}
