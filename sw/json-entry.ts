/**
 * Small JSON texts that the worker keeps beside the pictures, in the same cache, so that whoever empties the cache empties
 * them, too.
 */
const FOLDER = '/.profile-picture-cache/';

export function isJsonEntry(url: string): boolean {
  return new URL(url).pathname.startsWith(FOLDER);
}

export async function readJson(cache: Cache, name: string): Promise<unknown> {
  const response = await cache.match(FOLDER + name);
  return response === undefined ? null : response.json().catch(() => null);
}

export async function writeJson(cache: Cache, name: string, value: unknown): Promise<void> {
  await cache.put(FOLDER + name, new Response(JSON.stringify(value)));
}
