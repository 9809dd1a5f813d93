import { MEASURED_CORE, nativeOutput } from '../lib/programs.mjs';

const URLS = 20_000;

/** Signing one URL with the day's key in the cache, in a loop without a server around it. */
export async function run({ note, rounds }) {
  const text = await nativeOutput('presign_bench', [rounds, URLS], { core: MEASURED_CORE });
  for (const nanoseconds of text.trim().split('\n')) note('ours', {}, { urlUs: Number(nanoseconds) / 1000 });
}
