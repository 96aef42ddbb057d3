// National letters into A to Z: the tables that Doc 9303-3, section 6, recommends. They are recommendations: States
// choose among them, so a name can be written in several right ways, and `spellings` gives them all.
//
// Not covered, because the standard has no table: Greek, Hebrew, Georgian, Armenian, Han, Kana, Hangul, Thai and all
// other scripts. A letter of these is an error, never a guess.

import { LikenessError } from '../../errors.js';
import { ARABIC, CYRILLIC, CYRILLIC_EXCEPTIONS, CYRILLIC_INITIALS, LATIN } from './tables.js';

/** How a State writes the five letters for which table A offers a choice. */
export type LatinConvention =
  /** Ä AE, Å AA, Ö OE, Ü UE, Ñ N: the first choice of each row. */
  | 'expanded'
  /** Ä A, Å A, Ö O, Ü U, Ñ N. */
  | 'plain'
  /** Ñ NXX, Ü UXX: the letter can be told from the name again; the others as `expanded`. */
  | 'marked';

/** The language of a Cyrillic name: table B has exceptions for some. */
export type CyrillicLanguage =
  | 'russian'
  | 'belarusian'
  | 'bulgarian'
  | 'macedonian'
  | 'serbian'
  | 'ukrainian';

export interface Spelling {
  /** Default `expanded`. */
  readonly latin?: LatinConvention;
  /** Default `russian`, which has no exception. */
  readonly cyrillic?: CyrillicLanguage;
}

const LATIN_CONVENTIONS: readonly LatinConvention[] = ['expanded', 'plain', 'marked'];
const CYRILLIC_LANGUAGES: readonly CyrillicLanguage[] = [
  ...(['russian', 'belarusian', 'bulgarian', 'macedonian', 'serbian', 'ukrainian'] as const),
];

/**
 * The components of a name as a zone writes them, each of A to Z: spaces, hyphens and commas part components,
 * apostrophes and all other punctuation vanish (Doc 9303-3, 4.6).
 *
 * A Latin letter that table A lacks (Vietnamese `Ế`, Romanian `Ș`) becomes its base letter, as nearly all of the
 * table's letters do.
 *
 * @throws LikenessError `zone_transliteration_missing` for a character that no table covers, digits among them
 */
export function nameComponents(name: string, spelling: Spelling = {}): readonly string[] {
  return name
    .normalize('NFC')
    .toUpperCase()
    .normalize('NFC')
    .split(/[\s,<\p{Dash_Punctuation}]+/u)
    .map((word) => transliterateWord(word, spelling))
    .filter((component) => component !== '');
}

/** Every way in which the tables let a name be written, without repetition. */
export function spellings(name: string): readonly (readonly string[])[] {
  const languages = /\p{Script=Cyrillic}/u.test(name) ? CYRILLIC_LANGUAGES : (['russian'] as const);
  const ways = new Map<string, readonly string[]>();
  for (const latin of LATIN_CONVENTIONS)
    for (const cyrillic of languages) {
      const components = nameComponents(name, { latin, cyrillic });
      ways.set(components.join('<'), components);
    }
  return [...ways.values()];
}

function transliterateWord(word: string, spelling: Spelling): string {
  const letters = [...word].filter((character) => !isOmitted(character));
  let written = '';
  let last = '';
  letters.forEach((letter, i) => {
    // Doubles the letter before; of an escaped one, what follows the escape: FXDZDZXAH (table C, note 3).
    if (letter === SHADDA) written += last.startsWith('X') ? last.slice(1) : last;
    else {
      last = transliterateLetter(letter, i === 0, i === letters.length - 1, spelling);
      written += last;
    }
  });
  return written;
}

const SHADDA = '\u0651';
const TEH_MARBUTA = '\u0629';

function transliterateLetter(letter: string, first: boolean, last: boolean, spelling: Spelling): string {
  const { latin = 'expanded', cyrillic = 'russian' } = spelling;
  if (/^[A-Z]$/.test(letter)) return letter;
  const choices = LATIN[letter];
  if (choices) return choose(choices, latin);
  if (letter in CYRILLIC)
    return (
      (first ? CYRILLIC_INITIALS[cyrillic]?.[letter] : undefined) ??
      CYRILLIC_EXCEPTIONS[cyrillic]?.[letter] ??
      CYRILLIC[letter]
    );
  if (letter === TEH_MARBUTA) return last ? 'XAH' : 'XTA';
  if (letter in ARABIC) return ARABIC[letter];
  const base = letter.normalize('NFD').replace(/\p{Mark}/gu, '');
  if (/^[A-Z]+$/.test(base)) return base;
  throw new LikenessError(
    'zone_transliteration_missing',
    `${JSON.stringify(letter)} (U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}) cannot stand in a name: no table of Doc 9303-3, section 6, says how a machine-readable zone writes it.`,
  );
}

function choose(choices: readonly string[], latin: LatinConvention): string {
  if (latin === 'plain') return choices.find((choice) => choice.length === 1) ?? choices[0];
  if (latin === 'marked') return choices.find((choice) => choice.endsWith('XX')) ?? choices[0];
  return choices[0];
}

/** Punctuation and symbols, the letters that are written apostrophes, and marks that compose with nothing. */
function isOmitted(character: string): boolean {
  if (character === SHADDA || character in ARABIC) return false;
  return /[\p{Punctuation}\p{Symbol}\p{Mark}\p{Format}\u02B0-\u02FF]/u.test(character);
}
