// The capture page in the customer's language. A new one is a file here, and a line in each of the two tables.

import { arabic } from './arabic.js';
import { english } from './english.js';
import { french } from './french.js';
import { spanish } from './spanish.js';
import type { Words } from './words.js';

export { CONSENTED } from './consented.js';
export type { Words } from './words.js';

export const LANGUAGES = { en: english, es: spanish, fr: french, ar: arabic } as const satisfies Record<
  string,
  Words
>;
export type Language = keyof typeof LANGUAGES;

/** As each calls itself. */
export const NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
};

/** The first of the browser's that there is; else English. */
export function firstLanguage(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.split('-', 1)[0]!.toLowerCase());
  return (known.find((code) => Object.hasOwn(LANGUAGES, code)) as Language | undefined) ?? 'en';
}
