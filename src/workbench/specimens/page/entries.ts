// What a page says of its holder, as its state words it.

import type { Holder, SpecimenKind } from '../sheet.js';
import { DOCUMENT_WORDS, type FieldName, LABELS, MONTHS, SPECIMEN_STATE } from '../states.js';
import type { SpecimenStyle } from '../style.js';
import { prints } from '../type/typeface.js';

/** The entry of a field as it is printed; empty where the holder has none. */
export function entryOf(name: FieldName, kind: SpecimenKind, holder: Holder, style: SpecimenStyle): string {
  switch (name) {
    case 'type':
      return kind === 'TD3' ? style.zone.passportCode : style.zone.cardCode;
    case 'code':
      return SPECIMEN_STATE;
    case 'documentNumber':
    case 'cardNumber':
      return holder.documentNumber;
    case 'surname':
      return capitals(holder.surname);
    case 'givenNames':
      return capitals(holder.givenNames);
    case 'nationality':
      return style.state.nationality;
    case 'birth':
      return writtenDate(holder.birth, style);
    case 'issued':
      return writtenDate(holder.issued, style);
    case 'expiry':
      return writtenDate(holder.expiry, style);
    case 'sex':
      return holder.sex;
    case 'placeOfBirth':
      return capitals(holder.placeOfBirth);
    case 'personalNumber':
      return holder.personalNumber ?? '';
    case 'authority':
      return style.state.authority;
    case 'accessNumber':
      return accessNumber(holder.documentNumber);
    case 'signature':
      return '';
  }
}

/** The field's name in the state's two languages, as `Surname / Nom`. */
export function labelOf(name: FieldName, style: SpecimenStyle, ordinal: number): string {
  const words = style.state.languages.map((language) => LABELS[name][language]);
  const label = words[0] === words[1] ? words[0]! : words.join(style.lettering.separator);
  return style.lettering.numbered ? `${ordinal}. ${label}` : label;
}

export function documentWords(kind: SpecimenKind, style: SpecimenStyle): readonly string[] {
  const words = DOCUMENT_WORDS[kind === 'TD3' ? 'passport' : 'card'];
  return style.state.languages.map((language) => words[language]);
}

/** Doc 9303-3, 3.8: day, month in letters or digits, year of four digits. */
export function writtenDate(iso: string, style: SpecimenStyle): string {
  const [year, month, day] = iso.split('-');
  if (style.lettering.dates === 'dots') return `${day}.${month}.${year}`;
  if (style.lettering.dates === 'spaces') return `${day} ${month} ${year}`;
  const months = style.state.languages.map((language) => MONTHS[language][Number(month) - 1]!);
  const spoken = [...new Set(months.filter((word) => prints(style.lettering.entry, word)))];
  // English, French and Spanish may stand alone; what is neither needs one of them behind an oblique.
  const alone = style.lettering.dates === 'month' && style.state.languages[0] === 'en';
  return `${day} ${alone ? spoken[0] : spoken.join('/')} ${year}`;
}

function capitals(text: string): string {
  return text.normalize('NFC').toLocaleUpperCase('en');
}

/** Six digits that follow from the document's number, so that a sheet is the same each time (Doc 9303-5, 3.2.3). */
function accessNumber(documentNumber: string): string {
  const sum = [...documentNumber].reduce(
    (value, character) => (value * 31 + character.codePointAt(0)!) % 999_983,
    7,
  );
  return String(sum).padStart(6, '0');
}
