import { availableParallelism } from 'node:os';
import { findEmscripten } from './emscripten.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { whenChanged } from './stamp.mjs';
import { Stop } from './stop.mjs';

async function configure(preset, wrapper, env) {
  const [command, ...args] = [...wrapper, 'cmake', '--fresh', '--preset', preset];
  await run(command, args, { env });
}

/**
 * Runs CMake for a preset of CMakePresets.json: only the first time and when the presets, the compiler or the checkout's place
 * changed, because Ninja sees to everything else.
 */
function configureWhenChanged(preset, { wrapper = [], env = {}, salt = '' } = {}) {
  const outputs = [`build/${preset}/build.ninja`];
  const stamp = { name: `cmake-${preset}`, inputs: ['CMakePresets.json'], outputs, salt: `${root} ${salt}` };
  return whenChanged(stamp, () => configure(preset, wrapper, env));
}

async function build(preset, targets, tools = {}) {
  await configureWhenChanged(preset, tools);
  const chosen = targets.length > 0 ? ['--target', ...targets] : [];
  const jobs = String(availableParallelism());
  await run('cmake', ['--build', '--preset', preset, '-j', jobs, ...chosen], { env: tools.env });
}

export const configureNative = (preset) => configureWhenChanged(preset);

/** Builds targets (default: all) of a native preset. */
export const buildNative = (preset, targets = []) => build(preset, targets);

/** WebAssembly, with the Emscripten that findEmscripten() chooses. */
export async function buildWasm(targets = []) {
  const found = await findEmscripten();
  if (found === null) throw new Stop('No emcc 3.1.6 or newer is on PATH: install emscripten.');
  const { emcmake, version, env } = found;
  await build('wasm', targets, { wrapper: [emcmake], env, salt: `${emcmake} ${version}` });
}
