// Which data is needed, and where might it come from? Answered from a data set, and where they are given from a recipe
// that is trained on more and more of it, and from an evaluation's report.

import { LikenessError } from '../../errors.js';
import { openDataset } from '../datasets/dataset.js';
import { readReport } from '../evaluation/leaderboard.js';
import type { Report } from '../evaluation/report.js';
import { type Advice, adviceOf, type Collection, collectionOf } from './advice.js';
import { type Candidate, candidatesFor, ofNoUse, withdrawn } from './catalogue/catalogue.js';
import { PURPOSES, type PublicSet } from './catalogue/publicSet.js';
import { type Claims, measuredFnmrs, planClaims } from './claims.js';
import type { LearningCurve, Reach } from './learning/learningCurve.js';
import { type Learner, type MeasuredLearning, measureLearning } from './learning/measureLearning.js';
import { learningStatement } from './learning/statement.js';
import { countSlices, type Slices } from './slices/slices.js';

export interface PlanOptions {
  /** Folder of the data set. */
  readonly dataset: string;
  /** What is to be trained, for the learning curve. */
  readonly learner?: Learner;
  /** Path of a report.json, of these photographs or of others like them. */
  readonly report?: string;
  /** The FMR of the learning curve and of each slice; default 1e-3. */
  readonly fmr?: number;
  /** Half the width of the interval that an FNMR is to have; default: two fifths of it. */
  readonly within?: number;
  /** FNMRs of which it is asked how many subjects to train on they take; default: three quarters and half of today's. */
  readonly wanted?: readonly number[];
  /** Of every draw; default 1. */
  readonly seed?: number;
  /** Default 1,000. */
  readonly replicates?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

export interface Plan {
  readonly format: 'likeness-plan-1';
  readonly created: string;
  readonly dataset: {
    readonly name: string;
    readonly path: string;
    readonly version: string;
    readonly pictures: number;
    readonly subjects: number;
  };
  readonly settings: {
    readonly fmr: number;
    readonly within: number;
    readonly seed: number;
    readonly replicates: number;
  };
  /** The most urgent first. */
  readonly advice: readonly Advice[];
  readonly collection: Collection;
  /** Null where nothing was trained. */
  readonly learning: PlannedLearning | null;
  readonly claims: Claims;
  readonly slices: Slices;
  /** Public sets that serve what is needed, those that a business may use first. */
  readonly catalogue: readonly Candidate[];
  /** Often asked for, and of no use for any of it. */
  readonly ofNoUse: readonly PublicSet[];
  readonly withdrawn: readonly PublicSet[];
}

export interface PlannedLearning extends Omit<MeasuredLearning, 'reach'> {
  readonly recipe: string;
  readonly statement: string;
  readonly wanted: readonly { readonly fnmr: number; readonly reach: Reach }[];
}

/** FNMR that is supposed of a slice where none was measured. */
const SUPPOSED_FNMR = 0.05;
/** Half the width of an FNMR's interval that is asked for, as a share of it. */
const PRECISION = 0.4;

/** Of the report's first model, where its false matches hold the FMR. */
const measuredFnmr = ({ models }: Report, fmr: number): number | undefined =>
  models[0] && measuredFnmrs(models[0]).find((one) => one.fmr === fmr)?.fnmr;

/**
 * @throws LikenessError `dataset_invalid`, `option_invalid`, `report_invalid`, `file_not_found`, what the learner
 * throws, what `signal` was aborted with
 */
export async function planData(options: PlanOptions): Promise<Plan> {
  const { fmr = 1e-3, seed = 1, replicates = 1000, signal, onProgress } = options;
  requireRate('fmr', fmr);
  if (options.within !== undefined) requireRate('within', options.within);
  for (const wanted of options.wanted ?? []) requireRate('fnmr', wanted);
  onProgress?.('reading the data set');
  const { name, path, version, records } = await openDataset(options.dataset);
  if (records.length === 0) {
    throw new LikenessError('dataset_invalid', `${path} has no pictures`, {
      hint: 'See `likeness data ingest --help`.',
    });
  }
  const report = options.report === undefined ? undefined : await readReport(options.report);
  const fnmr = report ? (measuredFnmr(report, fmr) ?? SUPPOSED_FNMR) : SUPPOSED_FNMR;
  const within = options.within ?? Number((PRECISION * fnmr).toPrecision(2));
  const claims = planClaims(records, report, within);
  onProgress?.('counting the slices');
  const slices = countSlices(records, { fnmr, within, fmr });
  const measured = options.learner
    ? await measureLearning(options.learner, {
        fmr,
        seed,
        replicates,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      })
    : undefined;
  const evidence = { claims, slices, learning: measured, fmr };
  return {
    format: 'likeness-plan-1',
    created: new Date().toISOString(),
    dataset: {
      name,
      path,
      version,
      pictures: records.length,
      subjects: new Set(records.map(({ subject }) => subject)).size,
    },
    settings: { fmr, within, seed, replicates },
    advice: adviceOf(evidence),
    collection: collectionOf(evidence),
    learning:
      measured && options.learner ? planned(measured, options.learner.name, fmr, options.wanted) : null,
    claims,
    slices,
    catalogue: candidatesFor(PURPOSES),
    ofNoUse: ofNoUse(PURPOSES),
    withdrawn: withdrawn(),
  };
}

function planned(
  { reach, ...measured }: MeasuredLearning,
  recipe: string,
  fmr: number,
  wanted: readonly number[] | undefined,
): PlannedLearning {
  const today = lastError(measured.curve);
  const asked = wanted ?? [0.75, 0.5].map((share) => Number((share * today).toPrecision(2)));
  return {
    ...measured,
    recipe,
    statement: learningStatement({ ...measured, reach }, fmr),
    wanted: asked.filter((fnmr) => fnmr > 0).map((fnmr) => ({ fnmr, reach: reach(fnmr) })),
  };
}

const lastError = ({ sizes }: LearningCurve): number => sizes.at(-1)!.rate;

function requireRate(name: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new LikenessError('option_invalid', `${name} is ${value}: it must lie between 0 and 1`);
}
