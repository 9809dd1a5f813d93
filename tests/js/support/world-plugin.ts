import type { Plugin } from 'vite';
import { listen, WorldServer } from './world-server.js';

/** Serves the world from the dev server of the page tests, and the object store from an origin of its own. */
export function world(): Plugin {
  return {
    name: 'world',
    async configureServer(vite) {
      const arranged = new WorldServer();
      const store = await listen(arranged);
      arranged.storeOrigin = store.origin;
      vite.httpServer?.on('close', () => store.server.close());
      vite.middlewares.use((request, response, next) => {
        if (!arranged.handle(request, response)) next();
      });
    },
  };
}
