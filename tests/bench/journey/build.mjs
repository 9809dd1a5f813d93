import { copyFileSync, mkdirSync } from 'node:fs';
import { at } from '../../../scripts/lib/paths.mjs';

const APPS = at('tests/bench/journey/apps');
const PAGES = at('build/bench/journey');

export const CONTENDERS = ['profile-picture-cache', 'tanstack', 'swr', 'rtk', 'no-cache', 'limit'];

const COMMON = { configFile: false, publicDir: false, logLevel: 'warn' };

async function buildPages(build) {
  const { default: react } = await import('@vitejs/plugin-react');
  const input = CONTENDERS.map((name) => `${APPS}/${name}/index.html`);
  const options = { outDir: PAGES, emptyOutDir: true, reportCompressedSize: false, target: 'es2022' };
  await build({
    ...COMMON,
    root: APPS,
    // Every contender's page takes the package as an application does: built, by its public name.
    resolve: { alias: { 'profile-picture-cache': at('dist/index.js') } },
    plugins: [react()],
    build: { ...options, rolldownOptions: { input } },
  });
}

async function buildWorker(build) {
  await build({
    ...COMMON,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: `${PAGES}/tanstack`,
      emptyOutDir: false,
      target: 'es2022',
      lib: {
        entry: `${APPS}/tanstack/worker.ts`,
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'sw.js',
      },
    },
  });
}

/** Builds the page of each contender as an application would be, and their workers. Resolves to the folder of the pages. */
export async function buildJourney() {
  const { build } = await import('vite');
  await buildPages(build);
  await buildWorker(build);
  mkdirSync(`${PAGES}/profile-picture-cache`, { recursive: true });
  copyFileSync(at('dist/worker/sw.js'), `${PAGES}/profile-picture-cache/sw.js`);
  return PAGES;
}
