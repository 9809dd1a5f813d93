import { requirePackages } from './apt.mjs';
import {
  BENCH_PACKAGES,
  BROWSER_PACKAGES,
  BUILD_PACKAGES,
  CHECK_PACKAGES,
  DEPLOY_PACKAGES,
  EMSCRIPTEN_PACKAGES,
  SERVER_BENCH_PACKAGES,
  SERVER_TEST_PACKAGES,
} from './debian-packages.mjs';
import { findEmscripten } from './emscripten.mjs';
import { requireNode } from './node-version.mjs';
import { requireNodeModules } from './npm.mjs';
import { step } from './step.mjs';

/** Installs what is missing from Debian's packages and from npm; quick and silent when nothing is. */
export async function setUp({
  browser = false,
  servers = false,
  checks = false,
  bench = false,
  serverBench = false,
} = {}) {
  requireNode();
  await step('Set-up', async () => {
    const emscripten = (await findEmscripten()) === null ? EMSCRIPTEN_PACKAGES : [];
    const optional = [
      ...(browser ? BROWSER_PACKAGES : []),
      ...(servers ? SERVER_TEST_PACKAGES : []),
      ...(servers || checks ? DEPLOY_PACKAGES : []),
      ...(checks ? CHECK_PACKAGES : []),
      ...(bench ? BENCH_PACKAGES : []),
      ...(serverBench ? SERVER_BENCH_PACKAGES : []),
    ];
    await requirePackages([...BUILD_PACKAGES, ...emscripten, ...optional]);
    await requireNodeModules();
  });
}
