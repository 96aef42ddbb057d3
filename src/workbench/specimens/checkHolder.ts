// Whom a document can name: what is refused before anything is drawn, in words that say why.

import { LikenessError } from '../../errors.js';
import type { Holder } from './sheet.js';

/** A page cuts what is too long; what is longer than this is no name. */
const LONGEST = 400;

/** Letters with their marks, and the punctuation that names have. */
const NAME = /^[\p{L}\p{M} '’ʼ.,\-–/()]*$/u;

/** @throws LikenessError `specimen_invalid` */
export function checkHolder(holder: Holder): void {
  for (const field of ['surname', 'givenNames', 'placeOfBirth'] as const) {
    const text = holder[field];
    if (typeof text !== 'string' || [...text].length > LONGEST || !NAME.test(text))
      refuse(
        field,
        text,
        `give at most ${LONGEST} letters, spaces, hyphens, apostrophes, full stops, commas`,
      );
  }
  for (const field of ['birth', 'issued', 'expiry'] as const)
    if (!isDate(holder[field])) refuse(field, holder[field], 'give a date as YYYY-MM-DD');
  if (!/^[A-Z0-9]{1,22}$/.test(holder.documentNumber))
    refuse('documentNumber', holder.documentNumber, 'give capitals and digits');
  if (!/^[A-Z0-9]{0,15}$/.test(holder.personalNumber ?? ''))
    refuse('personalNumber', holder.personalNumber, 'give at most 15 capitals and digits');
  if (!['M', 'F', 'X'].includes(holder.sex)) refuse('sex', holder.sex, 'give M, F or X');
}

function isDate(text: string): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function refuse(field: string, value: unknown, wanted: string): never {
  const shown = String(JSON.stringify(value)).slice(0, 60);
  throw new LikenessError('specimen_invalid', `The holder's ${field} is ${shown}: ${wanted}.`);
}
