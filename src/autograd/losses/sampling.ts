// Which classes take part in a step of partial FC.

import { LikenessError } from '../../errors.js';
import { type Random, shuffled } from '../random.js';

export interface SampledClasses {
  /** Classes that take part, ascending, each once. */
  readonly sampled: BigInt64Array<ArrayBuffer>;
  /** For each label its position in `sampled`. */
  readonly labels: BigInt64Array<ArrayBuffer>;
}

/**
 * All classes of the batch and random others up to `count` in all (An et al., arXiv:2203.15565), for the
 * option `sampled` of the margin losses and their labels.
 * @param labels of the batch, 0 to classes − 1
 * @throws `option_invalid` where a label is out of range, or `count` is less than the people in the batch (a graph
 *   takes one count only) or more than there are
 */
export function sampleClasses(
  labels: ArrayLike<bigint>,
  classes: number,
  count: number,
  random: Random,
): SampledClasses {
  const chosen = new Set(Array.from(labels, Number));
  const wrong = [...chosen].find((label) => label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new LikenessError('option_invalid', `label ${wrong} is not one of ${classes} classes`);
  if (count < chosen.size || count > classes) {
    const why = `${chosen.size} are in the batch and there are ${classes}`;
    throw new LikenessError('option_invalid', `${count} classes cannot be sampled: ${why}`);
  }
  if (count - chosen.size > classes / 8) addByOrder(chosen, classes, count, random);
  else addByDraw(chosen, classes, count, random);
  const sampled = BigInt64Array.from(chosen, BigInt).sort();
  const position = new Map(Array.from(sampled, (label, i) => [label, BigInt(i)]));
  return { sampled, labels: BigInt64Array.from(labels, (label) => position.get(label)!) };
}

/** For few of many: draws again where a class has been drawn before. */
function addByDraw(chosen: Set<number>, classes: number, count: number, random: Random): void {
  while (chosen.size < count) chosen.add(Math.floor(random() * classes));
}

/** For many: all in random order. */
function addByOrder(chosen: Set<number>, classes: number, count: number, random: Random): void {
  for (const label of shuffled(classes, random)) {
    if (chosen.size === count) return;
    chosen.add(label);
  }
}
