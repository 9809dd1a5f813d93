import { launchBrowser } from '../lib/browser.mjs';
import { collector } from '../lib/samples.mjs';
import { buildJourney } from './build.mjs';
import { makeCertificate } from './certificate.mjs';
import { ALL_VISITS, FULL, SHORT } from './plan.mjs';
import { journey } from './visits.mjs';
import { startWorld } from './world.mjs';

/** A browser or a machine may hang; twice in a row it is the contender, which then shows nothing. */
async function journeyOrAgain(browser, options, log) {
  for (const attempt of ['first', 'second']) {
    try {
      return await journey(browser, options);
    } catch (error) {
      log(
        `journey of ${options.contender} failed at its ${attempt} attempt: ${error.message.split('\n')[0]}`,
      );
    }
  }
  return Object.fromEntries(options.visits.map((visit) => [visit, { allPixelsMs: Number.NaN, shown: 0 }]));
}

/** Every round visits each contender once, so that what else the machine does meets all alike. */
async function playRounds(browser, server, { protocol, friends, cpu, rounds, contenders }, options) {
  const { visits, log, note } = options;
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const results = await journeyOrAgain(browser, { ...server, contender, friends, cpu, visits }, log);
      for (const [visit, measured] of Object.entries(results)) {
        note(contender, { visit: Number(visit), friends, protocol, cpu }, measured);
      }
    }
    log(`journey ${protocol}, ${friends} friends, cpu ${cpu}x: round ${round} of ${rounds}`);
  }
}

/**
 * The five visits (see visits.mjs) in each of `worlds` ({ protocol, friends, cpu, rounds, contenders }). Resolves to samples:
 * { bench, contender, case: { visit, friends, protocol, cpu }, metric, values: one a round }. A time is NaN when not all
 * pictures came.
 */
export async function runJourney({ worlds, visits = ALL_VISITS, log = () => {} }) {
  const pages = await buildJourney();
  const certificate = makeCertificate();
  const { note, samples } = collector('journey');
  for (const of of worlds) {
    const server = await startWorld({ pages, certificate, protocol: of.protocol });
    const browser = await launchBrowser(certificate);
    try {
      await playRounds(browser, server, of, { visits, log, note });
    } finally {
      await browser.close();
      await server.stop();
    }
  }
  return samples();
}

/** The journey as `npm run bench` plays it; `short`: as after the tests; `only`: names of contenders. */
export function run({ short = false, log, only } = {}) {
  const worlds = (short ? SHORT : FULL).map((world) => ({
    ...world,
    contenders: world.contenders.filter((contender) => only?.includes(contender) ?? true),
  }));
  return runJourney({ worlds, log });
}
