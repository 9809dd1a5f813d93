import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { play, type Scenario } from '../../support/scenario.js';

const FOLDER = new URL('../../../scenarios/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== 'vocabulary.json');

function read(name: string): Scenario {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Scenario;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('the scenarios are found', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(8);
});

test.each(FILES.map((file) => [read(file).name, file]))('%s', (_name, file) => {
  play(read(file));
});

test('a scenario that is not as written fails', () => {
  const [first] = FILES;
  const scenario = read(first as string);
  const last = scenario.steps.at(-1);
  if (last !== undefined) last.calls = ['indexedDB.clear'];
  expect(() => play(scenario)).toThrow(/step \d+/);
});
