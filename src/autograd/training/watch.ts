// Early stopping: which evaluation was the best, and whether it is time to give up hope of a better one
// (Prechelt, "Early Stopping – But When?", 1998, criterion UP). A pure fold over evaluations, kept in checkpoints.

import type { Standing } from './checkpoint.js';

export interface Watch {
  /** Name of the metric that decides which evaluation is best. */
  readonly metric: string;
  readonly best: 'lowest' | 'highest';
  /** Evaluations without a better one after which training ends. Left out, it never ends before its time. */
  readonly patience?: number;
}

/** The best evaluation so far; null before the first one. */
export type Best = Standing['best'];

/** Takes in what the evaluation after a step gave. A value that is as good as the best is no better. */
export function judge(
  { best: direction }: Watch,
  best: Best,
  step: number,
  value: number,
): NonNullable<Best> {
  const better = best === null || (direction === 'lowest' ? value < best.value : value > best.value);
  return better ? { step, value, since: 0 } : { ...best, since: best.since + 1 };
}

export const isExhausted = ({ patience = Infinity }: Watch, best: Best): boolean =>
  best !== null && best.since >= patience;
