/** The version that an ETag header names: without quotes and weakness mark; empty when there is none. */
export function versionOf(etag: string | null): string {
  return (etag ?? '')
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
}
