// From rows and templates to proposals: copies first, since a copy under another name would speak for that name; then
// whose each picture is; then which subjects are one.

import type { DatasetRecord } from '../datasets/record.js';
import { nearestNeighbours } from '../neighbours/nearest.js';
import type { Acquired } from '../templates/templateCache.js';
import { type Findings, KINDS } from './kinds/index.js';
import { capturesOf } from './people/captures.js';
import { findCopies, NEIGHBOURS_OF_COPIES } from './people/copies.js';
import { decide } from './people/decide.js';
import { facesOf } from './people/faces.js';
import { describePopulation, type PopulationOptions } from './people/population.js';
import { superfluous } from './people/superfluous.js';
import { findTwins } from './people/twins.js';
import { judgeFolders } from './people/verdicts.js';
import { byCertainty, type KindName, type Proposal } from './proposal.js';

export interface ProposeOptions extends PopulationOptions {
  /** What each proposal must be right with, in [0.5, 1). */
  readonly precision: number;
  /** Default: all. */
  readonly kinds?: readonly KindName[] | undefined;
  /** Default: all cores. */
  readonly threads?: number | undefined;
}

export interface Proposed {
  /** Most certain first. */
  readonly proposals: readonly Proposal[];
  /** Share of the pictures under a wrong name: given, or estimated. */
  readonly errorRate: number;
  /** Share of the subjects that have a second name: estimated. */
  readonly twinRate: number;
  /** Whether what scores mean was learned from the data set; else it is the model's calibration. */
  readonly learned: boolean;
}

/**
 * @param acquiredOfAll what a model made of `all`, in their order
 * @throws LikenessError `model_uncalibrated`; what `signal` was aborted with
 */
export async function propose(
  all: readonly DatasetRecord[],
  acquiredOfAll: readonly Acquired[],
  { precision, kinds, threads, ...options }: ProposeOptions,
): Promise<Proposed> {
  const watch = (message: string) => ({
    ...(threads && { threads }),
    signal: options.signal,
    onProgress: (done: number, total: number) => options.onProgress?.(message, done, total),
  });
  const { stands, along } = capturesOf(all);
  const records = all.filter((_, i) => stands[i]);
  const acquired = acquiredOfAll.filter((_, i) => stands[i]);
  const templates = acquired.flatMap((one) => (one.kind === 'template' ? [one.vector] : []));
  const neighbours = await nearestNeighbours(
    templates,
    NEIGHBOURS_OF_COPIES,
    watch('looking for copies of each picture'),
  );
  const copies = findCopies(records, acquired, neighbours).filter((copy) => copy.probability >= precision);
  const twice = superfluous(records, acquired, copies);
  const left = new Set(twice.map(({ dropped }) => records[dropped]!.image));
  const faces = facesOf(records, acquired, left, along);
  const population = await describePopulation(faces, options);
  const verdicts = await judgeFolders(faces, population, watch('looking for whose else each picture may be'));
  const { twins, twinRate } = findTwins(faces, population, verdicts);
  const findings: Findings = {
    records,
    superfluous: twice,
    faces,
    population,
    decisions: verdicts.folders.flatMap((folder) => decide(folder, precision)),
    twins,
    precision,
  };
  const asked = Object.values(KINDS).filter(({ name }) => !kinds || kinds.includes(name));
  return {
    proposals: asked.flatMap(({ find }) => find(findings)).sort(byCertainty),
    errorRate: population.priors.errorRate,
    twinRate,
    learned: population.learned,
  };
}
