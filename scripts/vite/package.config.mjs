import { at, root } from '../lib/paths.mjs';
import { embeddedCore } from './embedded-core.mjs';

const entries = {
  index: 'js/index.ts',
  core: 'js/core.ts',
  dashboard: 'js/dashboard.ts',
  sw: 'sw/index.ts',
};

/** The npm package's modules. They are not minified: the application's own build does that. */
export default {
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  plugins: [embeddedCore()],
  build: {
    target: 'es2022',
    outDir: at('dist'),
    emptyOutDir: false,
    minify: false,
    reportCompressedSize: false,
    lib: {
      entry: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, at(file)])),
      formats: ['es'],
    },
    rolldownOptions: {
      checks: { pluginTimings: false },
      external: [/^react($|\/)/, /^react-dom($|\/)/],
      output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
    },
  },
};
