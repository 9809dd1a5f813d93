import { at } from './paths.mjs';

/**
 * Serves the built demo on 127.0.0.1 and passes /api on to the backend, so that both are one origin. Resolves to the
 * page's address and stop().
 */
export async function serveDemo({ port, api }) {
  const { preview } = await import('vite');
  const server = await preview({
    configFile: false,
    root: at('web'),
    logLevel: 'warn',
    build: { outDir: at('web/dist') },
    preview: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      proxy: { '/api': { target: api, changeOrigin: false } },
    },
  });
  return { url: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}
