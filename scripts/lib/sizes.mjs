import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { at } from './paths.mjs';

const gzipped = (content) => gzipSync(content, { level: 9 }).length;

/** Minified code of what `source` imports, as an application would bundle it; React is the application's. */
async function bundle(source) {
  const { build } = await import('vite');
  const entry = at('build/sizes/entry.mjs');
  mkdirSync(at('build/sizes'), { recursive: true });
  writeFileSync(entry, source);
  const { output } = await build({
    configFile: false,
    root: at('.'),
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      // Not as a library: Vite leaves the white space in those.
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        external: [/^react/],
        output: { format: 'es', codeSplitting: false },
      },
    },
  });
  return output[0].code;
}

const from = (names, file) => `export { ${names} } from ${JSON.stringify(at('dist', file))};`;
const REACT = from(
  'createPictureCache, ProfilePictureProvider, useProfilePicture, CachedProfilePicture',
  'index.js',
);
const DASHBOARD = from('CachePerformanceDashboard', 'dashboard.js');

/** Emscripten's module holds the binary as base64. */
function webAssembly() {
  const source = readFileSync(at('build/wasm/cpp/wasm/picture-core.mjs'), 'utf8');
  const encoded = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/.exec(source);
  if (encoded === null) throw new Error('picture-core.mjs holds no WebAssembly');
  return Buffer.from(encoded[1], 'base64');
}

/** Bytes of each part of the package as it travels: gzip of minified code. */
export async function measure() {
  const react = gzipped(await bundle(REACT));
  const withDashboard = gzipped(await bundle(`${REACT}${DASHBOARD}`));
  return {
    'core, hook and component with WebAssembly': react,
    'WebAssembly alone': gzipped(webAssembly()),
    dashboard: withDashboard - react,
    'service worker': gzipped(readFileSync(at('dist/worker/sw.js'))),
    'worker module /sw': gzipped(await bundle(`export * from ${JSON.stringify(at('dist/sw.js'))};`)),
  };
}
