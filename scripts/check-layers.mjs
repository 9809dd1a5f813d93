import { findViolations } from './lib/layers.mjs';
import { readSources } from './lib/source-files.mjs';
import { main, Stop } from './lib/stop.mjs';

/** The arrows between the parts of the source, by includes and imports. */
await main(async () => {
  const files = await readSources(['cpp', 'js', 'sw', 'web', 'scripts'], /\.(h|cpp|ts|tsx|mjs)$/);
  const violations = findViolations(files);
  if (violations.length > 0) throw new Stop(violations.join('\n'));
  console.log(`${files.length} files keep to the layers.`);
});
