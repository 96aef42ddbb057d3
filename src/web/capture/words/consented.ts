// What a customer agrees to, as one text, and by which digest it is known again in the log.

import type { Language } from './index.js';
import type { Words } from './words.js';

/** For both purposes; where a period stands, an ellipsis: which it was is logged beside. */
export const consentText = ({
  whatProofing,
  whatAuthentication,
  consent,
  kept,
  rights,
  begin,
}: Words): string =>
  [whatProofing, whatAuthentication, consent, ...Object.values(kept).map((say) => say('…')), rights, begin]
    .map((line) => `${line}\n`)
    .join('');

/**
 * The first 16 hexadecimal digits of the text's SHA-256 in UTF-8. Whoever changes the words has the test tell the new
 * one, and adds text and digest to docs/service/consent.md, where the former ones stay.
 */
export const CONSENTED: Readonly<Record<Language, string>> = {
  en: '345ff0151a138e53',
  es: '12f83ae188ba0a2d',
  fr: '9fac57311f173fb7',
  ar: 'f7e2c2241777e470',
};
