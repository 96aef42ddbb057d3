// What a classifier of attacks learns from and is watched on: faces, and for each what was presented.

import { balancedOrder, type SampleOrder } from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { ATTACK_ATTRIBUTE, BONA_FIDE } from './schema.js';

/** A picture whose attribute `attack` says what was presented, with the place of its chip. */
export interface Presentation {
  readonly record: DatasetRecord;
  readonly place: number;
  /** Null where the person was there alive. */
  readonly species: string | null;
}

/** What was presented; undefined where the data set does not say. */
export function speciesOf({ groups }: Pick<DatasetRecord, 'groups'>): string | null | undefined {
  const said = groups[ATTACK_ATTRIBUTE];
  return said === BONA_FIDE ? null : said;
}

/**
 * The species of attack among these, by name.
 * @throws LikenessError `training_unsuitable` without both bona fide pictures and attacks
 */
export function requireBoth(presentations: readonly Presentation[], where: string): readonly string[] {
  const species = [...new Set(presentations.flatMap((one) => one.species ?? []))].sort();
  const alive = presentations.filter((one) => one.species === null).length;
  if (species.length > 0 && alive >= species.length) return species;
  throw new LikenessError(
    'training_unsuitable',
    `${where}: ${alive} bona fide pictures and attacks of ${species.length} species have a face; both are needed`,
    {
      hint: `The attribute \`${ATTACK_ATTRIBUTE}\` of each picture says what was presented: ${BONA_FIDE}, or the species of the attack, such as print, replay, mask.`,
    },
  );
}

/** Samples in a batch: a multiple of twice the species, near what was asked for. */
export const batchOf = (asked: number, species: number): number =>
  2 * species * Math.max(1, Math.round(asked / (2 * species)));

/**
 * Half of each batch bona fide, the other half of all species equally, whatever there is of each: bona fide pictures
 * are dealt into as many groups as there are species.
 */
export function evenOrder(
  presentations: readonly Presentation[],
  species: readonly string[],
  batchSize: number,
  seed: number,
): SampleOrder {
  let alive = 0;
  const classes = presentations.map((one) =>
    one.species === null ? species.length + (alive++ % species.length) : species.indexOf(one.species),
  );
  return balancedOrder({ classes, perClass: batchSize / (2 * species.length), batchSize, seed });
}
