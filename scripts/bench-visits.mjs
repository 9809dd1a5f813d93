import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from './lib/backend.mjs';
import { serveDemo } from './lib/demo-server.mjs';
import { freePort } from './lib/free-port.mjs';
import { seed } from './lib/seed.mjs';
import { main } from './lib/stop.mjs';

const ROUNDS = 7;
const VISITS = [1, 2, 3, 4, 5];
const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The figure that the demo shows for a visit: from its start until all fifty friends have pixels. */
async function timeVisit(page, visit) {
  if (visit > 1) await page.click(`[data-testid="visit-${visit}"]`);
  const time = page.locator(`[data-testid="visit-${visit}"][aria-current="step"] [data-milliseconds]`);
  await time.waitFor({ timeout: 20_000 });
  return Number(await time.getAttribute('data-milliseconds'));
}

async function walk(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const times = [];
    for (const visit of VISITS) times.push(await timeVisit(page, visit));
    return times;
  } finally {
    await context.close();
  }
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map(Math.round);
  return { 'median ms': median, 'least ms': least, 'most ms': most };
}

async function measure(url) {
  const { chromium } = await import('playwright');
  const executablePath = process.env.PPC_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  try {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await walk(browser, url));
    return Object.fromEntries(
      VISITS.map((visit, i) => [`visit ${visit}`, summary(rounds.map((times) => times[i]))]),
    );
  } finally {
    await browser.close();
  }
}

/** Walks the demo's five visits in a fresh browser profile, several times, and prints how long each took. Needs a build. */
await main(async () => {
  const data = mkdtempSync(join(tmpdir(), 'ppc-bench-'));
  const backend = await startBackend({ data });
  try {
    await seed(backend.api);
    const demo = await serveDemo({ port: await freePort(5280), api: backend.api });
    console.table(await measure(demo.url));
    await demo.stop();
  } finally {
    await backend.stop();
    rmSync(data, { recursive: true, force: true });
  }
  process.exit();
});
