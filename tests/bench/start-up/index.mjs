import { launchBrowser, throttle, withFreshProfile } from '../lib/browser.mjs';
import { collector } from '../lib/samples.mjs';

const CONTENDER = 'profile-picture-cache';
/** Chromium stores compiled code when a script has run twice, and takes it from the third time on. */
const LOADS_UNTIL_WARM = 4;

/** What localStorage holds after a visit, by key, and one of the users in it. */
async function storedByVisit(url) {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/start-up/fill.html`);
    return await page.evaluate(() => window.bench.fill());
  } finally {
    await browser.close();
  }
}

/** As a page leaves it that was not idle long enough to make previews. */
function withoutPreviews({ userId, entries }) {
  const bare = entries.map(([key, text]) => {
    const { preview: _, ...record } = JSON.parse(text);
    return [key, JSON.stringify(record)];
  });
  return { userId, entries: bare };
}

/** Loads the page with a fresh renderer, as a visit does. */
async function load(context, address, cpu) {
  const page = await context.newPage();
  try {
    await throttle(page, cpu);
    await page.goto(address);
    const { layer, times } = await page.evaluate(() => {
      const { layer: answered, times: measured } = window.bench;
      return { layer: answered, times: measured };
    });
    if (layer !== 'localStorage')
      throw new Error(`the first picture came from ${layer}, not from localStorage`);
    return times;
  } finally {
    await page.close();
  }
}

/** One profile: the first load of its life, and one with the browser's code cache warm. */
async function round(url, { userId, entries }, cpu) {
  return withFreshProfile(async (context) => {
    const page = await context.newPage();
    await page.goto(`${url}/start-up/blank.html`);
    await page.evaluate((entries) => {
      for (const [key, value] of entries) localStorage.setItem(key, value);
    }, entries);
    await page.close();
    const address = `${url}/start-up/index.html?user=${userId}`;
    const cold = await load(context, address, cpu);
    let warm = cold;
    for (let i = 1; i < LOADS_UNTIL_WARM; i += 1) warm = await load(context, address, cpu);
    return { cold, warm };
  });
}

/** From the first line of the module to the first picture out of localStorage: milliseconds, a fresh profile for each round. */
export async function run({ short, log, url }) {
  const rounds = short ? 3 : 9;
  const { note, samples } = collector('start-up');
  const stored = await storedByVisit(url);
  const records = { with: stored, without: withoutPreviews(stored) };
  for (let i = 1; i <= rounds; i += 1) {
    for (const cpu of [1, 4]) {
      for (const [record, visited] of Object.entries(records)) {
        const measured = await round(url, visited, cpu);
        for (const [codeCache, times] of Object.entries(measured))
          note(CONTENDER, { cpu, codeCache, record }, times);
      }
    }
    log(`start-up: round ${i} of ${rounds}`);
  }
  return samples();
}

export const PAGES = ['start-up/index', 'start-up/blank', 'start-up/fill'];
