import { availableParallelism } from 'node:os';
import { findEmscripten } from './emscripten.mjs';
import { run } from './run.mjs';
import { whenChanged } from './stamp.mjs';
import { Stop } from './stop.mjs';

async function configure(preset, wrapper, env) {
  const [command, ...args] = [...wrapper, 'cmake', '--preset', preset];
  await run(command, args, { env });
}

/**
 * Builds targets (default: all) of a preset of CMakePresets.json. CMake is run by hand only the first time and when the
 * presets or the compiler changed: Ninja sees to everything else.
 */
async function build(preset, targets, { wrapper = [], env = {}, salt = '' }) {
  await whenChanged(
    {
      name: `cmake-${preset}`,
      inputs: ['CMakePresets.json'],
      outputs: [`build/${preset}/build.ninja`],
      salt,
    },
    () => configure(preset, wrapper, env),
  );
  const chosen = targets.length > 0 ? ['--target', ...targets] : [];
  await run('cmake', ['--build', '--preset', preset, '-j', String(availableParallelism()), ...chosen], {
    env,
  });
}

export const buildNative = (preset, targets = []) => build(preset, targets, {});

/** WebAssembly, with the Emscripten that findEmscripten() chooses. */
export async function buildWasm(targets = []) {
  const found = await findEmscripten();
  if (found === null) throw new Stop('No emcc 3.1.6 or newer is on PATH: install emscripten.');
  const { emcmake, version, env } = found;
  await build('wasm', targets, { wrapper: [emcmake], env, salt: `${emcmake} ${version}` });
}
