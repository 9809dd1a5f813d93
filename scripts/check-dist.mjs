import { existsSync } from 'node:fs';
import { PACKAGE_OUTPUTS } from './lib/bundle.mjs';
import { at } from './lib/paths.mjs';
import { main, Stop } from './lib/stop.mjs';

/** Before packing: everything that package.json promises was built. */
await main(() => {
  const missing = PACKAGE_OUTPUTS.filter((output) => !existsSync(at(output)));
  if (missing.length > 0) throw new Stop(`Run \`npm run build\` first: ${missing.join(', ')} is not there.`);
});
