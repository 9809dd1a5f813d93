import { readFileSync } from 'node:fs';
import { at } from './paths.mjs';

/** File of the demo's people: the viewer first, then the friends, then others; the last one has no picture. */
export const PEOPLE_FILE = 'web/src/people.json';

const people = JSON.parse(readFileSync(at(PEOPLE_FILE), 'utf8'));

/** Ids of those who have a sample picture. */
export const pictured = people.slice(0, -1).map(({ id }) => id);

export const samplePath = (id) => at('.data/samples', `${id}.png`);
