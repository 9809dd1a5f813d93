import { CONTROL_OR_LONE_SURROGATE } from './field-rules.js';

const MAX_BYTES = 128;
const encoder = new TextEncoder();

/**
 * The rule of the backend (design, section 6): 1 to 128 bytes of UTF-8 without control characters. One id that breaks it would
 * have the backend refuse the whole batch it is in. '.' and '..' are refused here as well: no address can hold them, as URL
 * parsers take such segments out of a path even when they are percent-encoded (URL Standard, "double-dot URL path segment").
 */
export function isUserId(userId: unknown): userId is string {
  if (typeof userId !== 'string' || userId === '' || userId === '.' || userId === '..') return false;
  return !CONTROL_OR_LONE_SURROGATE.test(userId) && encoder.encode(userId).byteLength <= MAX_BYTES;
}
