/**
 * The core's enumerations by number (cpp/core/base/types.h). tests/scenarios/vocabulary.json holds the same lists, and a test
 * on each side compares with it.
 */

import type { FailureName } from '../shims/types.js';
import type { LayerName, PictureStatus } from './types.js';

export const LAYERS = ['none', 'redux', 'localStorage', 'indexedDB', 'serviceWorker', 'network'] as const;

export const LAYER = { redux: 1, localStorage: 2, indexedDB: 3, serviceWorker: 4, network: 5 } as const;

export const STATUSES: readonly PictureStatus[] = ['idle', 'loading', 'ready', 'missing', 'error'];

export const STATUS = { idle: 0, loading: 1, ready: 2, missing: 3, error: 4 } as const;

export const FAILURES: readonly FailureName[] = [
  'none',
  'unreachable',
  'timeout',
  'server',
  'forbidden',
  'unauthorized',
  'badAnswer',
  'notAnImage',
  'tooLarge',
  'outdated',
];

/** Null when there is no such layer. */
export function layerNumber(name: LayerName): number | null {
  return Object.hasOwn(LAYER, name) ? LAYER[name] : null;
}

export function layerName(layer: number): LayerName | null {
  const name = LAYERS[layer];
  return name === undefined || name === 'none' ? null : name;
}

/** A name that is none counts as 'unreachable'. */
export function failureNumber(name: FailureName): number {
  const number = FAILURES.indexOf(name);
  return number < 0 ? FAILURES.indexOf('unreachable') : number;
}
