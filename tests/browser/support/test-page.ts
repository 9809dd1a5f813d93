import { copyFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(import.meta.dirname, '../../..');
const OUTPUT = resolve(ROOT, 'build/test-page');
let built: Promise<string> | undefined;

/** Builds tests/browser/page against the built package, once, beside the package's ready worker. */
export function buildTestPage(): Promise<string> {
  built ??= (async () => {
    await build({
      configFile: false,
      root: resolve(import.meta.dirname, '../page'),
      logLevel: 'error',
      build: { target: 'es2022', outDir: OUTPUT, emptyOutDir: true, reportCompressedSize: false },
    });
    await copyFile(resolve(ROOT, 'dist/worker/sw.js'), resolve(OUTPUT, 'sw.js'));
    return OUTPUT;
  })();
  return built;
}
