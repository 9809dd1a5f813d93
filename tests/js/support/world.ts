import { type Answer, CONTROL, type SeenRequest } from './world-protocol.js';

/** The tests' side of the world: arranges answers and asks what was requested. */
export interface World {
  /** The application's origin; '' in a page. */
  readonly origin: string;
  /** Another origin, where the same paths are answered. */
  readonly storeOrigin: string;
  answer(path: string, answer: Answer): Promise<void>;
  requests(path: string): Promise<SeenRequest[]>;
  /** Lets go of every held answer of this path. */
  release(path: string): Promise<void>;
  /** Resolves when so many requests for the path have arrived. */
  arrived(path: string, count?: number): Promise<void>;
  /** Resolves when a request for the path was given up by the client. */
  givenUp(path: string): Promise<void>;
}

export async function openWorld(origin = ''): Promise<World> {
  const control = async (verb: string, query: Record<string, string>, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}${CONTROL}${verb}?${new URLSearchParams(query)}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`world ${verb}: ${response.status}`);
    return response.json();
  };
  return {
    origin,
    storeOrigin: (await control('store', {})) as string,
    answer: async (path, answer) => {
      await control('answer', { path }, answer);
    },
    requests: async (path) => (await control('requests', { path })) as SeenRequest[],
    release: async (path) => {
      await control('release', { path }, null);
    },
    arrived: async (path, count = 1) => {
      await control('until', { path, count: String(count) });
    },
    givenUp: async (path) => {
      await control('until', { path, count: '1', aborted: 'yes' });
    },
  };
}

let names = 0;

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}-${names++}`;
}
