/**
 * A small HTTP world that tests arrange: what is answered at which path, on two origins, the application's own and that of
 * the object store.
 */

/** How a path is answered. */
export interface Answer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** Text, or bytes as numbers. */
  body?: string | number[];
  /** Repeats the body so often; default 1. */
  times?: number;
  /** Without permission to read it from another origin. */
  withoutCors?: boolean;
  /** Announces one byte more than is sent, then cuts the connection. */
  truncated?: boolean;
  /** Cuts the connection instead of answering. */
  down?: boolean;
  /** Waits to be released before the head, or after the head and one copy of the body. */
  held?: 'head' | 'body';
}

export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

/** Where tests arrange the world, on the application's origin. */
export const CONTROL = '/world/';
