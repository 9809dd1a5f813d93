import { readSources } from './lib/source-files.mjs';
import { main, Stop } from './lib/stop.mjs';
import { findTextFaults } from './lib/text-rules.mjs';

/** Length of files, paths of one machine, things left open, tests that do not run. */
await main(async () => {
  const files = await readSources(['.'], /\.(h|cpp|ts|tsx|mjs|js|css|html|json|md|txt|cmake)$|\/run$/);
  const faults = findTextFaults(files);
  if (faults.length > 0) throw new Stop(faults.join('\n'));
  console.log(`${files.length} files keep to the rules of text.`);
});
