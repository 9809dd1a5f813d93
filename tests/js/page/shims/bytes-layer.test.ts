import { createIndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { createServiceWorkerShim, type ServiceWorkerShim } from '../../../../js/shims/service-worker.js';
import { bytesLayerContract } from '../../contracts/bytes-layer-contract.js';
import { uniqueName } from '../../support/world.js';

bytesLayerContract('IndexedDB', () => createIndexedDbShim({ name: uniqueName('database') }));

let registered: Promise<ServiceWorkerShim> | null = null;

async function register(): Promise<ServiceWorkerShim> {
  const shim = createServiceWorkerShim();
  const state = await shim.register('/standalone-worker.js', `/${uniqueName('scope')}/`);
  if (state !== 'active') throw new Error(`the worker is ${state}`);
  return shim;
}

bytesLayerContract('the service worker', () => {
  registered ??= register();
  return registered;
});
