import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
];

/**
 * `fingerprint`: of a certificate that the browser takes for a good one. To ignore its faults would not do: Chromium caches nothing that
 * came with a faulty certificate.
 */
export async function launchBrowser({ fingerprint } = {}) {
  const { chromium } = await import('playwright');
  const trust = fingerprint === undefined ? [] : [`--ignore-certificate-errors-spki-list=${fingerprint}`];
  return chromium.launch({ executablePath: EXECUTABLE, args: [...ARGUMENTS, ...trust] });
}

/** A browser with a profile on disk, as a user has one: `work` gets its context. The profile goes with it. */
export async function withFreshProfile(work) {
  const { chromium } = await import('playwright');
  const profile = mkdtempSync(join(tmpdir(), 'ppc-bench-'));
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      args: ARGUMENTS,
    });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** How many times slower the page's processor is from now on. */
export async function throttle(page, times) {
  if (times === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}
