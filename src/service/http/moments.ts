// Moments as requests give them.

import { LikenessError } from '../../errors.js';

/**
 * A moment that a schema has let through as RFC 3339, which knows some that a Date does not: the last second of a leap
 * minute.
 * @throws `request_invalid`
 */
export function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw new LikenessError('request_invalid', `${text} is no moment that this service knows`);
  return moment;
}
