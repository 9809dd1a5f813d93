import { at, root } from '../lib/paths.mjs';

/** The demo's own service worker, which merges in the package's. */
export default {
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: at('web/dist'),
    emptyOutDir: false,
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
    lib: {
      entry: at('web/worker/worker.ts'),
      formats: ['iife'],
      name: 'circleWorker',
      fileName: () => 'sw.js',
    },
  },
};
