import { readFileSync } from 'node:fs';
import { at } from './lib/paths.mjs';
import { measure } from './lib/sizes.mjs';
import { main, Stop } from './lib/stop.mjs';

const BUDGETS = 'scripts/size-budgets.json';

/** Sizes of the package's parts, minified and gzipped, against the committed budgets. */
await main(async () => {
  const budgets = JSON.parse(readFileSync(at(BUDGETS), 'utf8'));
  const sizes = await measure();
  const rows = Object.entries(sizes).map(([part, bytes]) => ({ part, bytes, budget: budgets[part] ?? 0 }));
  console.table(rows);
  const over = rows.filter(({ bytes, budget }) => bytes > budget).map(({ part }) => part);
  if (over.length > 0) throw new Stop(`Over the budget of ${BUDGETS}: ${over.join(', ')}.`);
});
