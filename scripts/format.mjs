import { run, runModule } from './lib/run.mjs';
import { sourceFiles } from './lib/source-files.mjs';
import { main } from './lib/stop.mjs';

/** Formats everything, and mends what the linter can mend by itself. */
await main(async () => {
  await run('clang-format', ['-i', ...(await sourceFiles(['cpp', 'tests'], /\.(h|cpp)$/))]);
  await runModule('@biomejs/biome/bin/biome', ['check', '--write']);
});
