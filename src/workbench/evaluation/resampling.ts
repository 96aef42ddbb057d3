// The settings that every interval shares, refused before hours of work and not after.

import { LikenessError } from '../../errors.js';

/** With fewer the limits at 95 % hang on the two or three most extreme resamples. */
const FEWEST_REPLICATES = 100;

/** @throws `option_invalid` */
export function requireResampling({ replicates, seed }: { replicates: number; seed: number }): void {
  if (!Number.isInteger(replicates) || replicates < FEWEST_REPLICATES || replicates > 1e6) {
    throw new LikenessError(
      'option_invalid',
      `there are ${replicates} replicates: they must be from ${FEWEST_REPLICATES} to 1,000,000`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new LikenessError('option_invalid', `the seed is ${seed}: it must be a whole number below 2^32`);
  }
}
