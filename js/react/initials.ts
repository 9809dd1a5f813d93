/** A letter or digit with the marks that belong to it. */
const LETTER = /[\p{L}\p{N}]\p{M}*/u;
const BETWEEN_NAMES = /\s+/u;
const BETWEEN_ID_PARTS = /[^\p{L}\p{N}\p{M}]+/u;

function firstLetter(word: string): string {
  const letter = LETTER.exec(word)?.[0] ?? '';
  return LETTER.exec(letter.toUpperCase())?.[0] ?? '';
}

/**
 * One or two capital letters: of the first and last word of `name`, otherwise of the parts of `userId` (of an e-mail address, the part
 * before the @). Empty when there is no letter or digit in either. Does not depend on the locale, so that server and browser agree.
 */
export function initials(name: string | null | undefined, userId: string): string {
  const fromName = name === undefined || name === null ? '' : initialsOf(name.split(BETWEEN_NAMES));
  return fromName === '' ? initialsOf((userId.split('@')[0] ?? '').split(BETWEEN_ID_PARTS)) : fromName;
}

function initialsOf(words: readonly string[]): string {
  const letters = words.map(firstLetter).filter((letter) => letter !== '');
  const last = letters.length > 1 ? letters[letters.length - 1] : '';
  return `${letters[0] ?? ''}${last ?? ''}`;
}
