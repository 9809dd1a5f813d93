import { createServer } from 'node:net';

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** `wanted` when it is free on 127.0.0.1, else the next free one after it. */
export async function freePort(wanted) {
  for (let port = wanted; port < 65536; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${wanted} up is free`);
}
