import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PEOPLE_FILE, pictured, samplePath } from './people.mjs';
import { whenChanged } from './stamp.mjs';

const EDGE = 256;
const BACKGROUNDS = ['f6d5c3', 'cfe3f5', 'd9ecd0', 'f8e6b8', 'e3d8f2', 'f5cfd6', 'cdeae6', 'e9e2d8'];

async function loadTools() {
  const [{ createAvatar }, notionists, lorelei, { Resvg }] = await Promise.all([
    import('@dicebear/core'),
    import('@dicebear/notionists'),
    import('@dicebear/lorelei'),
    import('@resvg/resvg-js'),
  ]);
  return { createAvatar, styles: [notionists, lorelei], Resvg };
}

/** The same picture for the same person every time: style and background follow from the place in the list. */
function draw({ createAvatar, styles, Resvg }, id, index) {
  const backgroundColor = [BACKGROUNDS[(index * 3) % BACKGROUNDS.length]];
  const svg = createAvatar(styles[index % styles.length], {
    seed: id,
    size: EDGE,
    backgroundColor,
  }).toString();
  return new Resvg(svg, { fitTo: { mode: 'width', value: EDGE } }).render().asPng();
}

/** Draws a PNG for every person who has a picture into .data/samples, unless they are there. */
export function makeSamples() {
  const inputs = [PEOPLE_FILE, 'scripts/lib/samples.mjs', 'package-lock.json'];
  return whenChanged({ name: 'samples', inputs, outputs: ['.data/samples'] }, async () => {
    const tools = await loadTools();
    for (const [index, id] of pictured.entries()) {
      mkdirSync(dirname(samplePath(id)), { recursive: true });
      writeFileSync(samplePath(id), draw(tools, id, index));
    }
    console.log(`Drew ${pictured.length} sample pictures`);
  });
}
