#!/usr/bin/env node
import { run } from './init.js';

// Apart from new URL(): a bundler would look for the file of that literal pair while it builds.
const here = import.meta.url;

process.exitCode = run(process.argv.slice(2), {
  worker: new URL('./worker/sw.js', here),
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
});
