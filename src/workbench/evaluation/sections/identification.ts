// The same templates as a gallery: how often a stranger is taken for someone enrolled, and someone enrolled missed.

import {
  type BootstrapOptions,
  cumulativeMatch,
  drawGallery,
  fnirAtFpir,
  type GalleryDraw,
  type SearchRate,
  searchGallery,
  thresholdAtFpir,
} from '../../../trials/index.js';
import { entriesOf, type Meetings, ROLE } from '../meetings.js';
import type { ModelReport, ReportedRate } from '../report.js';
import type { DatasetRows } from '../trialSet.js';
import { intervalMethod } from './reported.js';

const FPIRS = [0.1, 0.01, 1e-3] as const;

/** Someone else's face must not be the only one that can be found. */
const FEWEST_SUBJECTS = 4;

/**
 * A search never meets a picture of its own capture: probes of a capture that is enrolled are left out.
 * @param meetings of the rows: with roles references are enrolled and probes searched for
 * @param gallery subjects enrolled; default half of those who can be. The others search without a mate.
 */
export async function identificationSection(
  rows: DatasetRows,
  meetings: Meetings,
  gallery: number | undefined,
  options: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>,
): Promise<ModelReport['identification']> {
  const enrollable = enrollableRows(meetings);
  const people = new Set(enrollable.map((row) => rows.subjects[row]!)).size;
  const size = Math.min(gallery ?? Math.floor(people / 2), people - 1);
  if (people < FEWEST_SUBJECTS) return null;
  const drawn = drawSearches(meetings, enrollable, size, options.seed);
  if (drawn.probes.length === 0) return null;
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

const enrollableRows = ({ subjects, roles }: Meetings): Int32Array =>
  roles ? entriesOf(roles, ROLE.reference) : Int32Array.from(subjects.keys());

function drawSearches(
  { subjects, captures, roles }: Meetings,
  enrollable: Int32Array,
  size: number,
  seed: number,
): GalleryDraw {
  const drawn = drawGallery(
    enrollable.map((row) => subjects[row]!),
    size,
    seed,
  );
  const gallery = drawn.gallery.map((k) => enrollable[k]!);
  const enrolled = new Set(gallery.map((row) => captures[row]!));
  const others = roles ? entriesOf(roles, ROLE.probe) : drawn.probes;
  return { gallery, probes: others.filter((row) => !enrolled.has(captures[row]!)) };
}

function reported(rate: SearchRate): ReportedRate {
  const { estimate, lower, upper, errors, searches } = rate;
  return { rate: estimate, lower, upper, errors, trials: searches, method: intervalMethod(rate, searches) };
}
