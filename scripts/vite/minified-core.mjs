import { readFile } from 'node:fs/promises';
import { minify } from 'terser';
import { at } from '../lib/paths.mjs';

const ID = '#picture-core';
const MODULE = at('build/wasm/cpp/wasm/picture-core.mjs');

/** Bundles the WebAssembly module with its glue minified: Emscripten leaves a third of it to a minifier. */
export function minifiedCore() {
  return {
    name: 'minified-core',
    enforce: 'pre',
    resolveId: (id) => (id === ID ? MODULE : null),
    async load(id) {
      if (id !== MODULE) return null;
      const source = await readFile(MODULE, 'utf8');
      const { code } = await minify(source, {
        module: true,
        compress: { passes: 2 },
        format: { ascii_only: true },
      });
      return code;
    },
  };
}
