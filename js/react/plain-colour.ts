import { NOBODYS_COLOUR, userColour } from './user-colour.js';

/** A GIF of one pixel before its colour, and after it (GIF89a, 17 to 22). */
const BEFORE = 'GIF89a\x01\0\x01\0\x80\0\0';
const AFTER = '\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;';

const made = new Map<string, string>();

/**
 * The user's colour alone, as a data URL. To paint it costs the browser next to nothing; the placeholder with initials is a document of
 * its own for each user: fifty of them hold up the first paint for more than 100 ms (Chromium 156 on two cores).
 */
export function plainColourUrl(userId: string | null): string {
  const colour = userId === null ? NOBODYS_COLOUR : userColour(String(userId));
  const known = made.get(colour);
  if (known !== undefined) return known;
  const channels = [1, 3, 5].map((at) => String.fromCharCode(Number.parseInt(colour.slice(at, at + 2), 16)));
  const url = `data:image/gif;base64,${btoa(`${BEFORE}${channels.join('')}${AFTER}`)}`;
  made.set(colour, url);
  return url;
}
