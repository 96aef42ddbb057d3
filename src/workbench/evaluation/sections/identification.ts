// The same templates as a gallery: how often a stranger is taken for someone enrolled, and someone enrolled missed.

import {
  type BootstrapOptions,
  cumulativeMatch,
  drawGallery,
  fnirAtFpir,
  type SearchRate,
  searchGallery,
  thresholdAtFpir,
} from '../../../trials/index.js';
import type { ModelReport, ReportedRate } from '../report.js';
import type { DatasetRows } from '../trialSet.js';
import { intervalMethod } from './reported.js';

const FPIRS = [0.1, 0.01, 1e-3] as const;

/** Someone else's face must not be the only one that can be found. */
const FEWEST_SUBJECTS = 4;

/** @param gallery subjects enrolled; default half of them. The others search without a mate. */
export async function identificationSection(
  rows: DatasetRows,
  gallery: number | undefined,
  options: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>,
): Promise<ModelReport['identification']> {
  const people = new Set(rows.subjects).size;
  const size = Math.min(gallery ?? Math.floor(people / 2), people - 1);
  if (people < FEWEST_SUBJECTS) return null;
  const drawn = drawGallery(rows.subjects, size, options.seed);
  const searches = await searchGallery({ ...rows, ...drawn });
  const matedSearches = searches.mate.filter((score) => !Number.isNaN(score)).length;
  const nonMatedSearches = drawn.probes.length - matedSearches;
  if (matedSearches === 0 || nonMatedSearches === 0) return null;
  const [rankOne] = cumulativeMatch(searches, [1], options);
  return {
    gallery: size,
    matedSearches,
    nonMatedSearches,
    rankOne: reported(rankOne!),
    points: FPIRS.flatMap((target) => {
      const found = thresholdAtFpir(searches, target, options);
      const missed = fnirAtFpir(searches, 1, target, options);
      if (found.kind === 'unsupported' || missed.kind === 'unsupported') return [];
      return [{ target, threshold: found.threshold, fpir: reported(found.fpir), fnir: reported(missed) }];
    }),
  };
}

function reported(rate: SearchRate): ReportedRate {
  const { estimate, lower, upper, errors, searches } = rate;
  return { rate: estimate, lower, upper, errors, trials: searches, method: intervalMethod(rate, searches) };
}
