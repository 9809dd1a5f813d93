import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const WORKERS: Record<string, string> = {
  '/standalone-worker.js': '../../../sw/standalone.ts',
  '/small-worker.js': '../page/workers/small.ts',
  '/merged-worker.js': '../page/workers/merged.ts',
};

/** Serves service workers to the page tests, built as classic scripts as they are for users. */
export function testWorkers(): Plugin {
  const built = new Map<string, Promise<string>>();
  return {
    name: 'test-workers',
    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        const source = WORKERS[path];
        if (source === undefined) return next();
        const script = built.get(path) ?? bundle(fileURLToPath(new URL(source, import.meta.url)));
        built.set(path, script);
        response.setHeader('content-type', 'text/javascript').setHeader('service-worker-allowed', '/');
        response.end(await script);
      });
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'worker' } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error(`nothing was built from ${entry}`);
  return chunk.code;
}
