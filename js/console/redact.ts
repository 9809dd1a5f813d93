/**
 * A URL without its query, fragment and credentials: a signed URL opens the picture for whoever has it. Of a data URL only its media type stays.
 */
export function redactUrl(url: string): string {
  if (url.startsWith('data:')) return `${url.split(/[;,]/, 1)[0]},...`;
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
}
