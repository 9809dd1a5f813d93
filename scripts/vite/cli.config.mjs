import { at, root } from '../lib/paths.mjs';

/** `npx profile-picture-cache`: runs in Node.js. */
export default {
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  build: {
    target: 'node20',
    outDir: at('dist'),
    emptyOutDir: false,
    minify: false,
    reportCompressedSize: false,
    lib: { entry: { cli: at('js/cli/cli.ts') }, formats: ['es'] },
    rolldownOptions: {
      checks: { pluginTimings: false },
      external: [/^node:/],
      output: { entryFileNames: '[name].js' },
    },
  },
};
