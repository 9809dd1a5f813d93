import { parseArgs } from 'node:util';
import { runJourney } from './index.mjs';

/** The journey alone: node tests/bench/journey/main.mjs --friends 50 --protocol http1 --cpu 1 --rounds 3 --contenders limit,tanstack */
const { values } = parseArgs({
  options: {
    friends: { type: 'string', default: '50' },
    protocol: { type: 'string', default: 'http1' },
    cpu: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    visits: { type: 'string', default: '1,2,3,4,5' },
    contenders: { type: 'string', default: 'profile-picture-cache,tanstack,limit' },
  },
});

const list = (text) => text.split(',');
const worlds = list(values.protocol).flatMap((protocol) =>
  list(values.friends).flatMap((friends) =>
    list(values.cpu).map((cpu) => ({
      protocol,
      friends: Number(friends),
      cpu: Number(cpu),
      rounds: Number(values.rounds),
      contenders: list(values.contenders),
    })),
  ),
);
const visits = list(values.visits).map(Number);
const samples = await runJourney({ worlds, visits, log: console.error });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rows = {};
for (const { contender, case: of, metric, values: numbers } of samples) {
  const name = `${of.protocol} ${of.friends} friends cpu ${of.cpu} visit ${of.visit} ${contender}`;
  rows[name] ??= {};
  rows[name][metric] = Math.round(median(numbers) * 10) / 10;
  if (metric === 'allPixelsMs') rows[name].all = numbers.map(Math.round).join(' ');
}
console.table(rows);
process.exit();
