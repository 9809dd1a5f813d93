/**
 * The rules that the fields of a record keep, wherever it comes from: the backend, localStorage. Texts are free of control
 * characters and lone surrogates; a lone one would not survive the way into the core.
 */

const MAX_URL = 8192;
const MAX_VERSION = 256;
const MAX_CONTENT_TYPE = 128;
/** The last millisecond that a Date can hold (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;
const MAX_BYTES = 0xffff_ffff;
/** What \p{Cc} and \p{Surrogate} are, spelled out: to look these up takes a third of a millisecond of the start. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
export const CONTROL_OR_LONE_SURROGATE = /[\0-\x1f\x7f-\x9f\ud800-\udfff]/u;

const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' &&
  value.length >= least &&
  value.length <= most &&
  !CONTROL_OR_LONE_SURROGATE.test(value);

/** A signed URL has about 500 characters, with a session token up to 2500. */
export const isUrl = (value: unknown): value is string => isText(value, 1, MAX_URL);
export const isVersion = (value: unknown): value is string => isText(value, 1, MAX_VERSION);
/** May be empty. */
export const isContentType = (value: unknown): value is string => isText(value, 0, MAX_CONTENT_TYPE);
/** Milliseconds since the epoch, with fractions. */
export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= MAX_TIME;
/** Milliseconds between two clocks. */
export const isOffset = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= MAX_TIME;
export const isByteCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_BYTES;
/** An object as JSON has it; no array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
