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

const DAY = 86_400_000;

interface Span {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/**
 * All days of UTC that a period touches. Figures are told of whole days alone: of two periods that differ by a moment, the
 * one figure less the other would tell of what happened in that moment.
 * @throws `request_invalid` where it does not begin before it ends
 */
export function wholeDays({ from, to }: Span): Span {
  if (from >= to) throw new LikenessError('request_invalid', '`from` must be before `to`');
  return {
    from: new Date(Math.floor(from.getTime() / DAY) * DAY),
    to: new Date(Math.ceil(to.getTime() / DAY) * DAY),
  };
}
