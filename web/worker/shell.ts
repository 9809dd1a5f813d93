const CACHE = 'circle-shell';
const START = '/';

/** The page and the files that it names. */
async function shellFiles(): Promise<string[]> {
  const page = await (await fetch(START)).text();
  const named = page.matchAll(/(?:src|href)="(\/[^"]+)"/g);
  return [START, ...[...named].flatMap(([, file]) => (file === undefined ? [] : [file]))];
}

/** Keeps the page itself, so that it opens without a network. */
export async function storeShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(await shellFiles());
}

/** True for the page and its files; everything else is the network's. */
export function isShell(request: Request): boolean {
  const { origin, pathname } = new URL(request.url);
  return request.method === 'GET' && origin === location.origin && !pathname.startsWith('/api/');
}

/** The network's answer, so that a new release is seen at once; the stored one when there is no network. */
export async function answerShell(request: Request): Promise<Response> {
  const key = request.mode === 'navigate' ? START : request;
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(key, response.clone());
    return response;
  } catch {
    // Scripts and styles are asked for with an Origin, the install without: a server's `Vary: Origin` must not part them.
    return (await cache.match(key, { ignoreVary: true })) ?? Response.error();
  }
}
