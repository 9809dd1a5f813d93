import { createReadStream, existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';

const PAGES = at('tests/bench/pages');
const BUILT = at('build/bench/pages');

const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

/** One page, all of its script in one file. */
const configOf = (name) => ({
  configFile: false,
  root: PAGES,
  publicDir: false,
  logLevel: 'error',
  // Self-reference stops at the package.json of the contenders.
  resolve: {
    alias: { 'profile-picture-cache/core': at('dist/core.js'), 'profile-picture-cache': at('dist/index.js') },
  },
  build: {
    outDir: BUILT,
    emptyOutDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: join(PAGES, `${name}.html`) },
  },
});

/** Builds the pages of these benchmarks ('hot-path/index') as an application would be, against the package as npm has it. */
export async function buildPages(names) {
  const { build } = await import('vite');
  rmSync(BUILT, { recursive: true, force: true });
  for (const name of names) await build(configOf(name));
}

/** Isolated from other origins: only there a page's clock is fine (5 microseconds). Cacheable, as an application's script is. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'public, max-age=31536000, immutable',
};

function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  const file = join(BUILT, normalize(pathname));
  if (!file.startsWith(BUILT) || !existsSync(file) || extname(file) === '') {
    response.writeHead(404, HEADERS).end();
    return;
  }
  response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'text/plain' });
  createReadStream(file).pipe(response);
}

/** Serves the built pages on a free port. */
export async function servePages() {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
