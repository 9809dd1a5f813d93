import { collector } from '../lib/samples.mjs';

export const PAGES = ['store/index'];

async function noteWorld({ page, pictures, subscribers, rounds }, note) {
  for (const count of subscribers) {
    for (let round = 0; round <= rounds; round += 1) {
      const measured = await page.evaluate(
        ([others, turn]) => window.bench.round(others, turn),
        [count, round],
      );
      // The first warms up.
      if (round === 0) continue;
      for (const [contender, times] of Object.entries(measured)) {
        note(contender, { pictures, subscribers: count }, times);
      }
    }
  }
}

async function noteEviction({ page, pictures, rounds }, note) {
  for (let round = 0; round < rounds; round += 1) {
    const measured = await page.evaluate((count) => window.bench.eviction(count), pictures);
    for (const [contender, times] of Object.entries(measured)) note(contender, { pictures }, times);
  }
}

/**
 * A store with more and more pictures and subscribers, in Chromium: microseconds for a change of one picture until those who follow it are
 * told, for a subscriber to come and go, and for a picture to arrive with and without room; and who is woken by a change.
 */
export async function run({ browser, url, short, log }) {
  const sizes = short ? [1000] : [10, 1000, 100_000];
  const subscribers = short ? [1, 10_000] : [1, 100, 10_000];
  const { note, samples } = collector('store');
  for (const pictures of sizes) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => log(String(error)));
    await page.goto(`${url}/store/index.html`);
    await page.evaluate((count) => window.bench.setUp(count), pictures);
    log(`store: ${pictures} pictures are there`);
    await noteWorld({ page, pictures, subscribers, rounds: short ? 3 : 5 }, note);
    await noteEviction({ page, pictures, rounds: short || pictures > 10_000 ? 1 : 5 }, note);
    await page.close();
  }
  return samples();
}
