import { MAX_PICTURE_BYTES } from '../js/shared/image-type.js';
import { DEFAULT_BASE_URL } from '../js/shared/keys.js';

export interface WorkerOptions {
  /** Where the backend's API is, as the page has it; default '/api/profile-pictures'. */
  baseUrl?: string;
  /** Budget; default 3000 pictures. */
  maxEntries?: number;
  /** Budget; default 100 MB. */
  maxBytes?: number;
  /** A picture larger than this is passed on, but not stored; default 5 MB. */
  maxPictureBytes?: number;
  /** How long a stable path is answered from the cache without asking the backend; default 45 minutes. */
  freshMs?: number;
  /** With a stored picture at hand, how long the network may take before that is the answer; default 5 s. */
  patienceMs?: number;
  /** How long after an event statistics are stored and the cache is trimmed; default 1 s. */
  idleMs?: number;
}

export interface Settings extends Required<WorkerOptions> {
  /** Against which relative addresses are read. */
  origin: string;
}

export function settingsOf(options: WorkerOptions, origin: string): Settings {
  return {
    baseUrl: DEFAULT_BASE_URL,
    maxEntries: 3000,
    maxBytes: 100 * 1024 * 1024,
    maxPictureBytes: MAX_PICTURE_BYTES,
    freshMs: 45 * 60 * 1000,
    patienceMs: 5000,
    idleMs: 1000,
    ...options,
    origin,
  };
}
