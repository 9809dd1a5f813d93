import { makeSamples } from './lib/samples.mjs';
import { main } from './lib/stop.mjs';

await main(makeSamples);
