/** Debian's Chromium. Another one is named by PPC_CHROMIUM. */
const EXECUTABLE = process.env.PPC_CHROMIUM ?? '/usr/bin/chromium';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The servers of the benchmark have a certificate of their own; a page under it may register a worker only so.
  '--ignore-certificate-errors',
];

export async function launchBrowser() {
  const { chromium } = await import('playwright');
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** How many times slower the page's processor is from now on. */
export async function throttle(page, times) {
  if (times === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}
