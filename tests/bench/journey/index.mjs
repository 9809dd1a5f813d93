import { launchBrowser } from '../lib/browser.mjs';
import { buildJourney, CONTENDERS } from './build.mjs';
import { makeCertificate } from './certificate.mjs';
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
  const certificate = makeCertificate();
  const { note, samples } = collector();
  for (const of of worlds) {
    const server = await startWorld({ pages, certificate, protocol: of.protocol });
    const browser = await launchBrowser(certificate);
    try {
      await playRounds(browser, server, of, { contenders, visits, log, note });
    } finally {
      await browser.close();
      await server.stop();
    }
  }
  return samples();
}

const ALL_VISITS = [1, 2, 3, 4, 5];
const FEW = ['profile-picture-cache', 'tanstack', 'limit'];

/**
 * What is played when nothing else is asked for. Five hundred friends take those who make a call for each of them half a minute a visit over
 * HTTP/1.1, so that is played once, and throttled by few.
 */
const FULL = [
  { protocol: 'http1', friends: 50, cpu: 1, rounds: 7, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 1, rounds: 7, contenders: CONTENDERS },
  { protocol: 'http1', friends: 50, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 50, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 1, rounds: 5, contenders: CONTENDERS },
  { protocol: 'http1', friends: 1, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 1, cpu: 4, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http2', friends: 500, cpu: 1, rounds: 3, contenders: CONTENDERS },
  { protocol: 'http1', friends: 500, cpu: 1, rounds: 1, contenders: CONTENDERS },
  { protocol: 'http2', friends: 500, cpu: 4, rounds: 1, contenders: FEW },
  { protocol: 'http1', friends: 500, cpu: 4, rounds: 1, contenders: FEW },
];

const SHORT = [{ protocol: 'http1', friends: 50, cpu: 1, rounds: 3, contenders: FEW }];

/** The journey as `npm run bench` plays it; `short`: as after the tests. */
export async function run({ short = false, log = () => {} } = {}) {
  const samples = [];
  for (const { contenders, ...world } of short ? SHORT : FULL) {
    samples.push(...(await runJourney({ worlds: [world], visits: ALL_VISITS, contenders, log })));
  }
  return samples;
}
