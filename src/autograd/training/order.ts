// Which samples make up the batch of a step: a pure function of the seed and the step's number, so that a resumed
// run draws what the uninterrupted one would have, without replaying anything.

import { LikenessError } from '../../errors.js';
import { randomStream, shuffled } from '../random.js';
import { requireCount } from './count.js';

/** One sample of a batch. */
export interface Draw {
  /** Number of the sample in its data set, from 0. */
  readonly index: number;
  /** How often this sample had been drawn before; with seed and index it decides the sample's augmentation. */
  readonly round: number;
}

export interface SampleOrder {
  readonly batchSize: number;
  readonly seed: number;
  /** The draws of a step, `batchSize` of them. @param step from 0 */
  draws(step: number): readonly Draw[];
  /** Whole epochs that are over after so many steps. */
  epochsAfter(steps: number): number;
  /** Steps until so many epochs are over. */
  stepsIn(epochs: number): number;
  /** What the order hangs on, in plain values: part of what a checkpoint belongs to. */
  readonly description: Readonly<Record<string, number>>;
}

interface Settings {
  readonly batchSize: number;
  /** A whole number from 0 to 2³²−1. */
  readonly seed: number;
}

/**
 * Every sample once an epoch, in an order of the epoch's own. A batch may hold the end of an epoch and the beginning
 * of the next, so no sample is ever left out, and a data set may be smaller than a batch.
 *
 * @throws `option_invalid`
 */
export function shuffledOrder({
  items,
  batchSize,
  seed,
}: Settings & { readonly items: number }): SampleOrder {
  requireCount('items', items);
  requireCount('batchSize', batchSize);
  const orderOf = remembering((epoch) => shuffled(items, randomStream(seed, `epoch ${epoch}`)));
  return {
    batchSize,
    seed,
    draws: (step) =>
      Array.from({ length: batchSize }, (_, i) => {
        const position = step * batchSize + i;
        const round = Math.floor(position / items);
        return { index: orderOf(round)[position % items]!, round };
      }),
    epochsAfter: (steps) => Math.floor((steps * batchSize) / items),
    stepsIn: (epochs) => Math.ceil((epochs * items) / batchSize),
    description: { items, batchSize, seed },
  };
}

/**
 * So many classes a batch, all different, and `perClass` samples of each, as losses over pairs and triplets want it
 * (Hermans et al., arXiv:1703.07737, section 2: P subjects × K samples). Each class comes once an epoch; the classes
 * that do not fill a batch sit that epoch out. Samples of a class come in turn, shuffled anew each time round.
 *
 * @param classes the class of each sample
 * @param batchSize a multiple of `perClass`
 * @throws `option_invalid`, also where there are fewer classes than a batch holds
 */
export function balancedOrder({
  classes,
  perClass,
  batchSize,
  seed,
}: Settings & { readonly classes: ArrayLike<number>; readonly perClass: number }): SampleOrder {
  requireCount('perClass', perClass);
  requireCount('batchSize', batchSize);
  const members = membersOf(classes);
  const perBatch = batchSize / perClass;
  if (!Number.isInteger(perBatch))
    throw new LikenessError(
      'option_invalid',
      `a batch of ${batchSize} is no multiple of ${perClass} a class`,
    );
  if (perBatch > members.length)
    throw new LikenessError(
      'option_invalid',
      `a batch of ${perBatch} classes cannot be drawn from ${members.length} classes`,
    );
  const stepsPerEpoch = Math.floor(members.length / perBatch);
  const orderOf = remembering((epoch) => shuffled(members.length, randomStream(seed, `epoch ${epoch}`)));
  const drawsOf = (member: number, epoch: number): Draw[] => {
    const own = members[member]!;
    const ownOrder = remembering((round) =>
      shuffled(own.length, randomStream(seed, `class ${member} round ${round}`)),
    );
    return Array.from({ length: perClass }, (_, k) => {
      const position = epoch * perClass + k;
      const round = Math.floor(position / own.length);
      return { index: own[ownOrder(round)[position % own.length]!]!, round };
    });
  };
  return {
    batchSize,
    seed,
    draws: (step) => {
      const epoch = Math.floor(step / stepsPerEpoch);
      const first = (step % stepsPerEpoch) * perBatch;
      return [...orderOf(epoch).subarray(first, first + perBatch)].flatMap((member) =>
        drawsOf(member, epoch),
      );
    },
    epochsAfter: (steps) => Math.floor(steps / stepsPerEpoch),
    stepsIn: (epochs) => Math.ceil(epochs * stepsPerEpoch),
    description: { items: classes.length, classes: members.length, perClass, batchSize, seed },
  };
}

/** The randomness of one draw's augmentation: a function of the seed, the sample and its round alone. */
export const randomnessOf = (seed: number, { index, round }: Draw) =>
  randomStream(seed, `sample ${index} round ${round}`);

/** The samples of each class, classes in ascending order. */
function membersOf(classes: ArrayLike<number>): readonly (readonly number[])[] {
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < classes.length; i++) {
    const members = byClass.get(classes[i]!);
    if (members) members.push(i);
    else byClass.set(classes[i]!, [i]);
  }
  return [...byClass].sort(([a], [b]) => a - b).map(([, members]) => members);
}

/** The last two results are kept: a batch may lie across the end of a round. */
function remembering<T>(make: (round: number) => T): (round: number) => T {
  const known = new Map<number, T>();
  return (round) => {
    let value = known.get(round);
    if (value === undefined) {
      value = make(round);
      known.set(round, value);
      if (known.size > 2) known.delete(known.keys().next().value!);
    }
    return value;
  };
}
