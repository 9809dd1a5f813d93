/** Why a picture could not be had. */
export type ErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'server'
  | 'forbidden'
  | 'unauthorized'
  | 'badAnswer'
  | 'notAnImage'
  | 'tooLarge'
  | 'outdated'
  | 'missing'
  | 'cancelled'
  | 'disposed'
  | 'noWindow'
  | 'noWebAssembly'
  | 'badUserId'
  | 'badOption';

/** What happened, and what to do; the picture it happened to is put between the two. */
const EXPLANATIONS: Record<ErrorCode, readonly [what: string, remedy: string]> = {
  unreachable: [
    'The backend could not be reached',
    'Check the connection and `baseUrl`, then call refetch().',
  ],
  timeout: ['The backend did not answer in time', 'Call refetch() to ask again.'],
  server: ['The backend failed', "Look into the backend's log, then call refetch()."],
  forbidden: [
    'The object store refused the signed URL twice',
    "Check the backend's credentials and clock, and the store's CORS settings.",
  ],
  unauthorized: [
    'The backend asks for a login',
    'Sign in again, or pass a valid token in the option `headers`.',
  ],
  badAnswer: [
    'The backend gave an answer that is not a picture record',
    'Check that `baseUrl` points to its /api/profile-pictures.',
  ],
  notAnImage: [
    'The file is not a JPEG, PNG, WebP, AVIF or GIF',
    'Upload the picture in one of these formats; SVG is refused.',
  ],
  tooLarge: ['The file is larger than allowed', 'Upload a smaller picture or raise `maxPictureBytes`.'],
  outdated: ['The object store gave another version than the backend named', 'Call refetch() to ask again.'],
  missing: ['There is no picture', 'Show a placeholder, or upload one.'],
  cancelled: ['The lookup was cancelled', 'Ask again if the picture is still wanted.'],
  disposed: ['The cache was disposed of', 'Create a new one with createPictureCache().'],
  noWindow: [
    'Pictures cannot be looked up on a server',
    'Do it in the browser, in an effect or an event handler.',
  ],
  noWebAssembly: [
    'Pictures cannot be shown: the WebAssembly core could not start',
    "Where the Content-Security-Policy refuses it, allow script-src 'wasm-unsafe-eval'.",
  ],
  badUserId: [
    'The user id cannot be one',
    "Pass 1 to 128 bytes of text without control characters, and neither '.' nor '..'.",
  ],
  badOption: ['A setting cannot be used', 'Correct it where the cache is created.'],
};

function describe(code: ErrorCode, userId: string | null, detail: string | undefined): string {
  const [what, remedy] = EXPLANATIONS[code];
  const whom = userId === null ? '' : ` (profile picture of user '${userId}')`;
  const more = detail === undefined || detail === '' ? '' : `: ${detail}`;
  return `${what}${whom}${more}. ${remedy}`;
}

/** The one kind of exception this package throws or rejects with. Its message says what happened, to whom, and what to do. */
export class ProfilePictureError extends Error {
  override readonly name = 'ProfilePictureError';
  readonly code: ErrorCode;
  /** The user whose picture it was about; null when it was a setting. */
  readonly userId: string | null;

  /** `detail`: what only the caller knows, without a full stop; for example the setting and its value. */
  constructor(code: ErrorCode, userId: string | null, detail?: string, options?: ErrorOptions) {
    super(describe(code, userId, detail), options);
    this.code = code;
    this.userId = userId;
  }
}
