import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { startServer } from '../../server/start-server.js';
import { type CountingProxy, startCountingProxy } from './counting-proxy.js';
import { drawPicture } from './pictures.js';
import { serveFile } from './static-files.js';
import { buildTestPage } from './test-page.js';

export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real backend behind two doors, with pictures, and a browser to look at the test page with. */
export interface World {
  /** The page's origin: the test page and, under /api, the backend's API. */
  front: CountingProxy;
  /** The object store's origin. */
  store: CountingProxy;
  browser: Browser;
  /** A fresh profile: nothing cached. */
  newVisitor(): Promise<BrowserContext>;
  /** Opens the page; `query`: see page/main.tsx. */
  open(visitor: BrowserContext, query?: string): Promise<Page>;
  /** Stores a picture for the user, as another client of the backend would. */
  putPicture(userId: string, edition?: number): Promise<{ version: string }>;
  deletePicture(userId: string): Promise<void>;
  /** Both doors: the backend and the object store are gone, or back. */
  setDown(down: boolean): void;
  /** Forgets what crossed so far. */
  forgetCrossings(): void;
  stop(): Promise<void>;
}

/** What stands behind the backend: nothing but its own folder, or a real Redis and a real object store. */
export interface Behind {
  /** Flags of the backend. */
  flags: readonly string[];
  /** Origin of the object store; without it the backend's own. */
  store?: string;
  stop(): Promise<void>;
}

const ALONE: Behind = { flags: [], stop: async () => {} };

export async function startWorld(behind = ALONE): Promise<World> {
  const page = await buildTestPage();
  const data = await mkdtemp(join(tmpdir(), 'ppc-world-'));
  let server: Awaited<ReturnType<typeof startServer>> | null = null;
  const store = await startCountingProxy(() => behind.store ?? server?.store ?? '');
  const front = await startCountingProxy(
    () => server?.api ?? '',
    (request, response) => !(request.url ?? '').startsWith('/api/') && serveFile(page, request, response),
  );
  const doors = ['--public-store-url', store.url, '--allow-origin', front.url];
  server = await startServer({ data, args: [...doors, ...behind.flags] });
  const api = server.api;
  const browser = await chromium.launch({
    executablePath: process.env.PPC_CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGUMENTS,
  });
  return {
    front,
    store,
    browser,
    // 40 CSS pixels on a screen of twice the density: the default variant of 128.
    newVisitor: () => browser.newContext({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2 }),
    open: async (visitor, query = '') => {
      const opened = await visitor.newPage();
      await opened.goto(`${front.url}/${query}`);
      return opened;
    },
    putPicture: async (userId, edition = 1) => {
      const answer = await fetch(`${api}/api/profile-pictures/${encodeURIComponent(userId)}`, {
        method: 'PUT',
        headers: { 'content-type': 'image/png' },
        body: drawPicture(userId, edition),
      });
      if (answer.status !== 201)
        throw new Error(`the backend answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as { version: string };
    },
    deletePicture: async (userId) => {
      await fetch(`${api}/api/profile-pictures/${encodeURIComponent(userId)}`, { method: 'DELETE' });
    },
    setDown: (down) => {
      front.setDown(down);
      store.setDown(down);
    },
    forgetCrossings: () => {
      front.take();
      store.take();
    },
    stop: async () => {
      await browser.close();
      await front.stop();
      await store.stop();
      await server?.stop();
      await behind.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export const ROOT = resolve(import.meta.dirname, '../../..');
