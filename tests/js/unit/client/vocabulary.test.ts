import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emptyReport } from '../../../../js/client/report.js';
import {
  FAILURES,
  failureNumber,
  LAYER,
  LAYERS,
  layerName,
  layerNumber,
  STATUS,
  STATUSES,
} from '../../../../js/client/vocabulary.js';
import type { FailureName } from '../../../../js/shims/types.js';

const vocabulary = JSON.parse(
  readFileSync(new URL('../../../scenarios/vocabulary.json', import.meta.url), 'utf8'),
) as Record<'layers' | 'statuses' | 'failures' | 'counters', string[]>;

test('layers, statuses and failures have the core’s names and numbers', () => {
  expect(LAYERS).toEqual(vocabulary.layers);
  expect(STATUSES).toEqual(vocabulary.statuses);
  expect(FAILURES).toEqual(vocabulary.failures);
});

test('the named numbers are the places in the lists', () => {
  for (const [name, number] of Object.entries(LAYER)) expect(LAYERS[number]).toBe(name);
  for (const [name, number] of Object.entries(STATUS)) expect(STATUSES[number]).toBe(name);
  expect(Object.keys(LAYER)).toHaveLength(LAYERS.length - 1);
  expect(Object.keys(STATUS)).toHaveLength(STATUSES.length);
});

test('the counters of a report are the core’s', () => {
  expect(Object.keys(emptyReport().counters)).toEqual(vocabulary.counters);
  expect(Object.keys(emptyReport().layers)).toEqual(vocabulary.layers.slice(1));
});

test('numbers and names are translated both ways', () => {
  expect(layerNumber('indexedDB')).toBe(3);
  expect(layerName(3)).toBe('indexedDB');
  expect(layerName(0)).toBeNull();
  expect(layerName(99)).toBeNull();
  expect(failureNumber('forbidden')).toBe(4);
});

test('a name that is none is no layer, and as a failure it is unreachable', () => {
  expect(layerNumber('toString' as never)).toBeNull();
  expect(failureNumber('on fire' as FailureName)).toBe(failureNumber('unreachable'));
});
