import { readFile } from 'node:fs/promises';
import { minify } from 'terser';
import { at } from '../lib/paths.mjs';

const ID = '#picture-core';
const MODULE = at('build/wasm/cpp/wasm/picture-core.mjs');
const GLUE = '\0picture-core-glue';
const BASE64 = /(data:application\/octet-stream;base64,)([A-Za-z0-9+/=]+)/;

/** Each byte as the character after it (never NUL). As UTF-8 and gzipped that is a quarter smaller than base64. */
const encode = (bytes) => JSON.stringify(Array.from(bytes, (byte) => String.fromCharCode(byte + 1)).join(''));

/** Gives the glue its binary before it starts, and takes it away again when it has. */
const wrapper = (binary) => `import create from ${JSON.stringify(GLUE)};
const encoded = ${encode(binary)};
export default function createWithBinary(target) {
  const bytes = new Uint8Array(encoded.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = encoded.charCodeAt(i) - 1;
  target.wasmBinary = bytes;
  create(target);
  delete target.wasmBinary;
}
`;

/**
 * Bundles the WebAssembly module with its glue minified (Emscripten leaves a third of it to a minifier) and its binary in a
 * denser form than base64. A module of another form (a later Emscripten's) is only minified.
 */
export function embeddedCore() {
  let glue = '';
  return {
    name: 'embedded-core',
    enforce: 'pre',
    resolveId: (id) => (id === ID ? MODULE : id === GLUE ? GLUE : null),
    async load(id) {
      if (id === GLUE) return glue;
      if (id !== MODULE) return null;
      const source = await readFile(MODULE, 'utf8');
      const binary = BASE64.exec(source)?.[2];
      const { code } = await minify(source.replace(BASE64, '$1'), { module: true, compress: { passes: 2 } });
      if (binary === undefined) return (await minify(source, { module: true })).code;
      glue = code;
      return wrapper(Buffer.from(binary, 'base64'));
    },
  };
}
