// The one form of bad option that all of training shares.

import { LikenessError } from '../../errors.js';

/** @throws `option_invalid` where the value is not a whole number from 1 */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new LikenessError('option_invalid', `${name} must be a whole number from 1, not ${value}`, {
      hint: 'Mend the option that is named.',
    });
}
