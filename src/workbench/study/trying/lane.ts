// A lane does one thing after another: train a recipe on some people, measure it on others, throw the model away. Its
// people and their templates stay in memory from one recipe to the next.

import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../../errors.js';
import { type Dataset, openDataset } from '../../datasets/dataset.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { ScoredPictures } from '../../evaluation/evidence.js';
import { countMeetings } from '../../evaluation/meetings.js';
import type { GridProtocol } from '../../evaluation/protocol.js';
import { type MeasuredPeople, measurePeople, type Recipe, trainRecipe } from '../../recipes/index.js';
import { ScoringEngine } from '../../scoring/index.js';
import { evenly } from '../people.js';

/** A fold by its number from 0, whose people are measured on after training on the others; or the part `test`. */
export type Place = number | 'test';

export interface LaneSetup {
  /** Folder of the data set, and the version that all results are of. */
  readonly dataset: string;
  readonly version: string;
  readonly protocol: GridProtocol['name'];
  /** Subjects of each fold, all of the part `train`. */
  readonly folds: readonly (readonly string[])[];
  /** How far down the non-mated scores are kept. */
  readonly fmr: number;
  readonly home: string;
  /** Trainings write below it. */
  readonly runs: string;
  readonly threads: number;
  readonly command: string;
}

/** A recipe to be trained and measured, or a model of the registry that is measured as it is. */
export type LaneJob = RecipeJob | ModelJob;

interface SomeJob {
  /** What is tried, in words: `heads: siblings`. */
  readonly label: string;
  /** Of what is tried: two jobs of one key and place are one. */
  readonly key: string;
  readonly place: Place;
}

export interface RecipeJob extends SomeJob {
  readonly recipe: Recipe;
  /** Leaves what the training wrote, so that `fileRecipe` need not train again; default: it is removed. */
  readonly keepRun?: boolean;
}

export interface ModelJob extends SomeJob {
  /** Name or digest. */
  readonly model: string;
}

/** How far a job is: pictures that are looked at for the first time, or from 0 to 1 the training itself. */
export type LaneProgress =
  | { readonly kind: 'pictures'; readonly what: string; readonly done: number; readonly total: number }
  | { readonly kind: 'training'; readonly share: number };

export interface Lane {
  /** @throws what training or measuring throws; what `signal` was aborted with */
  readonly run: (
    job: LaneJob,
    signal: AbortSignal,
    onProgress: (progress: LaneProgress) => void,
  ) => Promise<ScoredPictures>;
  readonly close: () => Promise<void>;
}

/** Where the training of a recipe keeps its checkpoints: a recipe of another name does not go on from them. */
export function runFolder(runs: string, { key, place, recipe }: Omit<RecipeJob, 'label'>): string {
  const { name, dataset } = recipe.settings;
  const own = createHash('sha256')
    .update(JSON.stringify([name, dataset]))
    .digest('hex')
    .slice(0, 8);
  return join(runs, `${key}-${placeFile(place)}-${own}`);
}

/** As people read it. */
export const placeName = (place: Place): string => (place === 'test' ? 'test' : `fold ${place + 1}`);

export const placeFile = (place: Place): string => placeName(place).replace(' ', '');

/** @throws LikenessError `dataset_invalid`; `dataset_changed` where it is not of the version */
export async function openLane(setup: LaneSetup): Promise<Lane> {
  const { protocol, folds, fmr, home, runs, threads, command } = setup;
  const dataset = await openDataset(setup.dataset);
  requireVersion(dataset, setup);
  const engine = await ScoringEngine.open({ threads });
  const known = new Map<Place, MeasuredPeople>();
  let hear: (progress: LaneProgress) => void = () => undefined;
  const watch = {
    // What cannot be counted is done at once.
    onProgress: (what: string, done?: number, total?: number) => {
      if (done !== undefined && total) hear({ kind: 'pictures', what, done, total });
    },
  };
  const peopleAt = (place: Place, signal: AbortSignal): MeasuredPeople => {
    const people =
      known.get(place) ??
      measurePeople(evenly(recordsAt(dataset, folds, place), protocol), protocol, {
        ...{ home, threads, signal, engine },
        ...watch,
      });
    known.set(place, people);
    return people;
  };
  return {
    run: async (job, signal, onProgress) => {
      hear = onProgress;
      const { place } = job;
      if ('model' in job) return highest(await peopleAt(place, signal).compareBy(job.model), fmr, 'kept');
      const { recipe, keepRun } = job;
      const folder = runFolder(runs, job);
      const made = await trainRecipe(recipe, {
        ...{ home, threads, signal, command, folder },
        ...watch,
        ...(place === 'test'
          ? {}
          : { subjects: new Set(folds.flatMap((fold, i) => (i === place ? [] : fold))) }),
        onEvent: (event) => {
          if (event.kind === 'step') onProgress({ kind: 'training', share: event.step / event.steps });
        },
      });
      requireVersion(made.dataset, setup);
      const scored = await peopleAt(place, signal).compare(made);
      if (!keepRun) await rm(folder, { recursive: true, force: true });
      return highest(scored, fmr, 'kept');
    },
    close: () => engine.close(),
  };
}

function recordsAt(
  { records }: Pick<Dataset, 'records'>,
  folds: readonly (readonly string[])[],
  place: Place,
): readonly DatasetRecord[] {
  if (place === 'test') return records.filter(({ part }) => part === 'test');
  const fold = new Set(folds[place]);
  return records.filter(({ part, subject }) => part === 'train' && fold.has(subject));
}

function requireVersion({ path, version }: Dataset, setup: LaneSetup): void {
  if (version === setup.version) return;
  throw new LikenessError('dataset_changed', `${path} was changed while it was studied`, {
    hint: 'Run the study again: what was measured on the former rows is not mixed with the new ones.',
  });
}

/** How much deeper than the FMR resamples of few people may reach (`tailNeeded` of src/trials). */
const DEEPER = 20;
/** So many of the highest non-mated scores at least: to be measured with, and to be kept, should a higher FMR be asked. */
const FEW = { measured: 20_000, kept: 100_000 } as const;

/** So many of the highest non-mated scores are wanted. */
export function depthOf(
  { subjects, captures, roles }: Omit<ScoredPictures, 'mated' | 'nonMated'>,
  fmr: number,
  purpose: keyof typeof FEW,
): number {
  const meetings = {
    subjects,
    captures: captures ?? Int32Array.from(subjects.keys()),
    ...(roles ? { roles } : {}),
  };
  return Math.max(FEW[purpose], Math.ceil(DEEPER * fmr * countMeetings(meetings).nonMated));
}

/** Without the lower ones: a search holds many measurements. */
export function highest(scored: ScoredPictures, fmr: number, purpose: keyof typeof FEW): ScoredPictures {
  const { scores, left, right } = scored.nonMated;
  const depth = depthOf(scored, fmr, purpose);
  return {
    ...scored,
    nonMated: { scores: scores.slice(0, depth), left: left.slice(0, depth), right: right.slice(0, depth) },
  };
}
