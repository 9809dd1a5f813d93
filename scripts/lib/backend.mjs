import { mkdirSync } from 'node:fs';
import { endChild, startAnnouncing } from './child.mjs';
import { at } from './paths.mjs';

const PROGRAM = at('build/release/cpp/server/ppc_server');

/**
 * Starts the backend on 127.0.0.1; port 0 is any free one. `args` are further flags of the server. Resolves to where the
 * API and the object store listen, the process, and stop().
 */
export async function startBackend({ port = 0, storePort = 0, data = at('.data/store'), args = [] } = {}) {
  mkdirSync(data, { recursive: true });
  const flags = ['--port', String(port), '--store-port', String(storePort), '--data', data, ...args];
  const { child, announced } = await startAnnouncing(PROGRAM, flags);
  const { api, store } = announced.listening;
  return { api, store, child, stop: () => endChild(child) };
}
