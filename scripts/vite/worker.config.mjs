import { at, root } from '../lib/paths.mjs';

/** The ready service worker: a classic script, because not every browser takes a module there. */
export default {
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: at('dist/worker'),
    emptyOutDir: true,
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
    lib: {
      entry: at('sw/standalone.ts'),
      formats: ['iife'],
      name: 'profilePictureWorker',
      fileName: () => 'sw.js',
    },
  },
};
