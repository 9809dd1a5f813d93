import { parseArgs } from 'node:util';
import { startBackend } from './lib/backend.mjs';
import { bundleDemo, bundlePackage } from './lib/bundle.mjs';
import { buildNative, buildWasm } from './lib/cmake.mjs';
import { serveDemo } from './lib/demo-server.mjs';
import { freePort } from './lib/free-port.mjs';
import { makeSamples } from './lib/samples.mjs';
import { seed } from './lib/seed.mjs';
import { setUp } from './lib/set-up.mjs';
import { step } from './lib/step.mjs';
import { main, Stop } from './lib/stop.mjs';

const DEFAULT_PORT = 5180;
/** The sample pictures get a bucket of their own in an object store that has others. */
const DEMO_BUCKET = 'profile-pictures-demo';

const OPTIONS = {
  port: { type: 'string', default: String(DEFAULT_PORT) },
  redis: { type: 'string' },
  s3: { type: 'string' },
  bucket: { type: 'string' },
  'init-bucket': { type: 'boolean', default: false },
};

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new Stop(
      `${error.message.split('. ')[0]}. npm start takes --port, --redis, --s3, --bucket and --init-bucket.`,
    );
  }
}

function wantedPort(values) {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65533)
    throw new Stop('--port takes a number from 1 to 65533.');
  return port;
}

/** What the backend uses in place of its own memory and folder; keys come from the environment, as everywhere. */
function backendFlags(values) {
  const given = (name) => (values[name] ? [`--${name}`, values[name]] : []);
  if (!values.s3) return given('redis');
  const makesBucket = values['init-bucket'] || values.bucket === undefined;
  const bucket = ['--bucket', values.bucket ?? DEMO_BUCKET, ...(makesBucket ? ['--init-bucket'] : [])];
  return [...given('redis'), ...given('s3'), ...bucket];
}

async function build() {
  await step('WebAssembly', () => buildWasm(['picture_core']));
  await step('Backend', () => buildNative('release', ['ppc_server']));
  await step('Package and demo', async () => {
    await bundlePackage();
    await bundleDemo();
    await makeSamples();
  });
}

/** The page, the API and the object store get neighbouring ports: the same ones every time, when they are free. */
async function choosePorts(wanted) {
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken; this page gets ${port}.`);
  const apiPort = await freePort(port + 1);
  return { port, apiPort, storePort: await freePort(apiPort + 1) };
}

function stopRequested() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}

async function serve(wanted, flags) {
  const { port, apiPort, storePort } = await choosePorts(wanted);
  const args = ['--log-level', 'warning', '--allow-origin', `http://127.0.0.1:${port}`, ...flags];
  const backend = await startBackend({ port: apiPort, storePort, args });
  const ended = new Promise((resolve) => backend.child.once('exit', resolve));
  try {
    const added = await seed(backend.api);
    if (added > 0) console.log(`Uploaded ${added} sample pictures`);
    const demo = await serveDemo({ port, api: backend.api });
    console.log(
      `\n  Open ${demo.url}\n\n  Backend ${backend.api}, object store ${backend.store}. Ctrl-C ends all.\n`,
    );
    const gone = await Promise.race([stopRequested().then(() => false), ended.then(() => true)]);
    await demo.stop();
    if (gone) throw new Stop('The backend ended by itself; its last lines above say why.');
  } finally {
    await backend.stop();
  }
}

/** Builds what changed, then serves the demo with its backend until it is told to stop. */
await main(async () => {
  const values = readArguments();
  const port = wantedPort(values);
  await setUp();
  await build();
  await serve(port, backendFlags(values));
  process.exit();
});
