import react from '@vitejs/plugin-react';
import { at } from '../lib/paths.mjs';

/** The demo page, built against dist/ through the package's public name. */
export default {
  configFile: false,
  root: at('web'),
  publicDir: at('web/static'),
  logLevel: 'warn',
  plugins: [react()],
  build: { target: 'es2022', outDir: at('web/dist'), emptyOutDir: true, reportCompressedSize: false },
};
