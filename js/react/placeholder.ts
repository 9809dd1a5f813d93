import { initials } from './initials.js';
import { NOBODYS_COLOUR, userColour } from './user-colour.js';

const PERSON = '<circle cx="50" cy="40" r="17"/><path d="M17 92a33 30 0 0 1 66 0v8H17z"/>';

function letters(text: string): string {
  const style =
    'font-family="system-ui,-apple-system,Segoe UI,Roboto,sans-serif" font-size="40" font-weight="600"';
  return `<text x="50" y="50" dy=".35em" text-anchor="middle" ${style}>${text}</text>`;
}

/**
 * What is shown in place of a picture: initials, or a silhouette where there are none, white on the user's colour. An SVG as a data URL:
 * made here from letters alone, never stored, and allowed by a Content-Security-Policy with `img-src data:`.
 */
export function placeholderUrl(userId: string | null, name: string | null | undefined): string {
  // JavaScript may pass a number: the hook's error says so, and a render must not throw.
  const id = userId === null ? null : String(userId);
  const text = initials(name, id ?? '');
  const colour = id === null ? NOBODYS_COLOUR : userColour(id);
  const drawing = text === '' ? PERSON : letters(text);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="${colour}"/><g fill="#fff">${drawing}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
