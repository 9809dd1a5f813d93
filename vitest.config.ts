import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { testWorkers } from './tests/js/support/test-workers.js';
import { world } from './tests/js/support/world-plugin.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Modules that Vite prepares before the first test: found later, it would load the page again in the middle of one. */
const PREPARED = ['react', 'react-dom', 'react-dom/client', 'react-dom/server', 'react/jsx-dev-runtime'];

/** Debian's Chromium. Another one is named by PPC_CHROMIUM. */
const chromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      executablePath: process.env.PPC_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  }),
  instances: [{ browser: 'chromium' as const }],
});

/** Tests in a real page; `modules` takes the place of installed ones. */
function page(
  name: string,
  include: string,
  modules: Record<string, string> = {},
): TestProjectInlineConfiguration {
  return {
    plugins: [world(), testWorkers()],
    resolve: { alias: modules },
    optimizeDeps: { include: PREPARED },
    cacheDir: at(`build/vitest/${name}`),
    test: { name, include: [include], browser: chromium(), fileParallelism: false, testTimeout: 30_000 },
  };
}

/** Tests in Node.js. */
function node(name: string, include: string, slow = false): TestProjectInlineConfiguration {
  const patience = slow ? { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 } : {};
  return { test: { name, include: [include], environment: 'node', ...patience } };
}

export default defineConfig({
  test: {
    projects: [
      node('unit', 'tests/js/unit/**/*.test.{ts,tsx}'),
      page('page', 'tests/js/page/**/*.test.{ts,tsx}'),
      page('page-react-18', 'tests/js/page/react/**/*.test.{ts,tsx}', {
        react: at('tests/react-18/node_modules/react'),
        'react-dom': at('tests/react-18/node_modules/react-dom'),
      }),
      node('server', 'tests/server/**/*.test.ts', true),
      node('browser', 'tests/browser/**/*.test.ts', true),
    ],
  },
});
