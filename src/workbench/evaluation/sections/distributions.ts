// Scores of both kinds in common bins, coarse enough to draw.

import type { Scores, ScoreTally } from '../../../trials/index.js';
import type { ModelReport } from '../report.js';

/** As many as can be told apart in a picture of a page's width. */
const BINS = 120;

export function distributionsSection(mated: Scores, nonMated: ScoreTally): ModelReport['distributions'] {
  const filled = [...nonMated.bins.keys()].filter((bin) => nonMated.bins[bin]! > 0);
  const middleOf = (bin: number) => nonMated.lowest + (bin + 0.5) / nonMated.binsPerUnit;
  const lowest = Math.min(least(mated), middleOf(filled[0]!));
  const highest = Math.max(-least(mated.map((score) => -score)), middleOf(filled.at(-1)!));
  const width = (highest - lowest) / BINS || 1;
  const binOf = (score: number) => Math.min(BINS - 1, Math.max(0, Math.floor((score - lowest) / width)));
  const [m, n] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (const score of mated) m[binOf(score)]! += 1 / mated.length;
  for (const bin of filled) n[binOf(middleOf(bin))]! += nonMated.bins[bin]! / nonMated.trials;
  return {
    edges: Array.from({ length: BINS + 1 }, (_, i) => lowest + i * width),
    mated: [...m].map(share),
    nonMated: [...n].map(share),
  };
}

/** A sum of shares may come out a rounding error above 1. */
const share = (sum: number): number => Math.min(1, sum);

const least = (scores: Scores): number => {
  let found = Number.POSITIVE_INFINITY;
  for (const score of scores) found = Math.min(found, score);
  return found;
};
