import { afterAll, expect, test } from 'vitest';
import { createNetworkShim } from '../../../../js/shims/network.js';
import { networkContract } from '../../contracts/network-contract.js';
import { openWorld } from '../../support/world.js';
import { listen, WorldServer } from '../../support/world-server.js';

const server = new WorldServer();
const store = await listen(server);
server.storeOrigin = store.origin;
const application = await listen(server);
afterAll(() => {
  store.server.close();
  application.server.close();
});

networkContract('the network shim on Node.js', () => openWorld(application.origin));

test('an opaque response is not an image, whatever it holds', async () => {
  const opaque = { status: 0, type: 'opaque', ok: false, headers: new Headers(), body: null } as Response;
  const shim = createNetworkShim({ fetch: async () => opaque });
  const outcome = await shim.download('https://store.example/1.png', 'default', new AbortController().signal);
  expect(outcome).toEqual({ ok: false, failure: 'notAnImage' });
});

test('the given fetch is called as a plain function', async () => {
  function strict(this: unknown): Promise<Response> {
    if (this !== undefined) throw new TypeError('Illegal invocation');
    return Promise.resolve(new Response('{}'));
  }
  const outcome = await createNetworkShim({ fetch: strict }).describe(
    ['a'],
    64,
    new AbortController().signal,
  );
  expect(outcome).toEqual({ ok: true, body: '{}' });
});
