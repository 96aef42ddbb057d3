// A model's calibration: fitted on some people, and stated as what it achieved on others whom it never saw.

import { LikenessError } from '../../errors.js';
import {
  type Calibration,
  type EmbedderManifest,
  likenessHome,
  type ModelManifest,
  ModelStore,
  writeCard,
} from '../../face/index.js';
import { splitBySubject } from '../../trials/index.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import { openPhotographs } from '../datasets/photographs.js';
import type { Part } from '../datasets/record.js';
import { ALL_PAIRS } from '../evaluation/protocol.js';
import type { ReportedLlrQuality } from '../evaluation/report.js';
import { requireResampling } from '../evaluation/resampling.js';
import { runProtocol } from '../evaluation/runProtocol.js';
import {
  type DatasetRows,
  numberSubjects,
  selectRows,
  type TrialSet,
  templateRows,
} from '../evaluation/trialSet.js';
import { fileCalibrationPeople } from '../registry/papers.js';
import { type People, peopleOf } from '../registry/people.js';
import { ScoringEngine } from '../scoring/scoringEngine.js';
import { type DatasetTemplates, datasetTemplates } from '../templates/datasetTemplates.js';
import { type FittedCalibration, fitCalibration, type Realised, realise } from './fitCalibration.js';
import { llrQuality } from './llrQuality.js';

export interface CalibrateOptions {
  /** Name or digest. */
  readonly model: string;
  /** Folder of the photographs to fit on, or a data set. */
  readonly dataset: string;
  /** Of a data set; default: all of it. */
  readonly part?: Part;
  /** Folder of the photographs to state it on; default: the half of `dataset`'s subjects that the fit never saw. */
  readonly test?: string;
  /** Default 1,000. */
  readonly replicates?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly threads?: number;
  readonly home?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  /** Said in the calibration: how it can be made again. */
  readonly command: string;
}

/** Who took part in one of the two runs. */
export interface CalibrationSample {
  readonly name: string;
  readonly subjects: number;
  readonly pictures: number;
  readonly failureToAcquire: number;
  readonly mated: number;
  readonly nonMated: number;
}

export interface CalibratedModel {
  readonly model: EmbedderManifest;
  /** What a model's manifest takes; the thresholds that the tested people bear out. */
  readonly calibration: Calibration;
  readonly fitted: CalibrationSample;
  readonly tested: CalibrationSample;
  /** Every threshold that was fitted, borne out or not. */
  readonly realised: readonly Realised[];
  readonly llr: ReportedLlrQuality;
  /** Everybody that it was fitted or stated on: a promotion asks whether they were trained or tested on. */
  readonly people: People;
}

/** A data set with its templates. */
interface Embedded {
  readonly name: string;
  readonly pictures: readonly DigestedPicture[];
  readonly templates: DatasetTemplates;
  readonly rows: DatasetRows;
}

/** One set of people, compared with each other. */
interface Run {
  readonly sample: CalibrationSample;
  readonly set: TrialSet;
}

/**
 * @throws `subjects_overlap` where somebody is in both data sets, by name or by picture; `dataset_invalid`,
 * `calibration_unsupported`, `model_not_found`; what `signal` was aborted with
 */
export async function calibrateModel(options: CalibrateOptions): Promise<CalibratedModel> {
  const { seed = 1, replicates = 1000, command } = options;
  requireResampling({ replicates, seed });
  const first = await embed(options.dataset, options);
  const second =
    options.test === undefined ? undefined : await embed(options.test, { ...options, part: undefined });
  const [fit, test] = await twoRuns(first, second, options);
  const fitted = fitTo(fit);
  const realised = realise(fitted.thresholds, test.set, { replicates, seed });
  const borneOut = realised.filter(({ nominal, fmr }) => fmr.upper <= MOST_EXCEEDED * nominal);
  if (borneOut.length < 2) {
    throw new LikenessError(
      'calibration_unsupported',
      `${test.sample.subjects} subjects bear out ${borneOut.length} of ${fitted.thresholds.length} thresholds: two at least are needed`,
    );
  }
  return {
    model: first.templates.model,
    calibration: manifestCalibration(fitted, borneOut, test.sample, command),
    fitted: fit.sample,
    tested: test.sample,
    realised,
    llr: llrQuality(fitted, test.set),
    people: peopleOf([...first.pictures, ...(second?.pictures ?? [])]),
  };
}

/** A stated FMR must hold to its order of magnitude: its upper limit may be so many times as high. */
const MOST_EXCEEDED = 10;

/** From now on the model uses it; given none, the one that it came with. */
export async function applyCalibration(
  digest: string,
  calibration: Calibration | undefined,
  home: string = likenessHome(),
  people?: People,
): Promise<ModelManifest> {
  const store = new ModelStore(home);
  const manifest = await store.calibrate(digest, calibration, writeCard);
  if (people) await fileCalibrationPeople(store, digest, people);
  return manifest;
}

async function embed(
  path: string,
  options: Omit<CalibrateOptions, 'part'> & { readonly part?: Part | undefined },
): Promise<Embedded> {
  const { model, home = likenessHome(), part, signal, onProgress } = options;
  onProgress?.('reading the pictures');
  const { name, pictures } = await openPhotographs(path, {
    ...(part ? { part } : {}),
    ...(signal ? { signal } : {}),
  });
  const templates = await datasetTemplates(model, pictures, {
    ...options,
    home,
    store: new ModelStore(home),
  });
  const rows = templateRows(templates.acquired, numberSubjects(pictures), templates.model.templateLength);
  return { name, pictures, templates, rows };
}

async function twoRuns(
  first: Embedded,
  second: Embedded | undefined,
  options: CalibrateOptions,
): Promise<[Run, Run]> {
  const people = second ? apart(first, second) : halves(first, options.seed ?? 1);
  const engine = await ScoringEngine.open(options.threads === undefined ? {} : { threads: options.threads });
  try {
    return [await run(people[0], engine, options), await run(people[1], engine, options)];
  } finally {
    await engine.close();
  }
}

/** ComparedPeople to be compared with each other. */
interface ComparedPeople {
  readonly name: string;
  readonly rows: DatasetRows;
  readonly failureToAcquire: number;
}

function halves({ name, rows, templates }: Embedded, seed: number): [ComparedPeople, ComparedPeople] {
  if (new Set(rows.subjects).size < 4) {
    throw new LikenessError(
      'dataset_invalid',
      `${name} has too few subjects to fit on some and test on others`,
    );
  }
  const [first, second] = splitBySubject(rows.subjects, 2, seed) as [Int32Array, Int32Array];
  const failureToAcquire = failureRate(templates);
  return [
    { name: `half of ${name}`, rows: selectRows(rows, first), failureToAcquire },
    { name: `the held-out half of ${name}`, rows: selectRows(rows, second), failureToAcquire },
  ];
}

function apart(fit: Embedded, test: Embedded): [ComparedPeople, ComparedPeople] {
  requireApart(fit, test);
  const people = ({ name, rows, templates }: Embedded) => ({
    name,
    rows,
    failureToAcquire: failureRate(templates),
  });
  return [people(fit), people(test)];
}

const failureRate = ({ acquired }: DatasetTemplates): number =>
  acquired.filter(({ kind }) => kind === 'failure').length / acquired.length;

function requireApart(fit: Embedded, test: Embedded): void {
  const names = new Set(fit.pictures.map(({ subject }) => subject));
  const digests = new Set(fit.pictures.map(({ sha256 }) => sha256));
  const shared = test.pictures.filter(({ subject, sha256 }) => names.has(subject) || digests.has(sha256));
  if (shared.length === 0) return;
  const people = [...new Set(shared.map(({ subject }) => subject))];
  throw new LikenessError(
    'subjects_overlap',
    `${people.length} subjects of ${test.name} are in ${fit.name} too, by name or by picture: ${people.slice(0, 3).join(', ')}${people.length > 3 ? ', …' : ''}`,
  );
}

async function run(
  { name, rows, failureToAcquire }: ComparedPeople,
  engine: ScoringEngine,
  { signal, onProgress }: CalibrateOptions,
): Promise<Run> {
  const set = await runProtocol(ALL_PAIRS, rows, rows.subjects, {
    engine,
    label: name,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const sample = {
    name,
    subjects: set.trials.subjects,
    pictures: rows.subjects.length,
    failureToAcquire,
    mated: set.mated.scores.length,
    nonMated: set.nonMated.trials,
  };
  return { sample, set };
}

function fitTo({ sample, set }: Run): FittedCalibration {
  try {
    return fitCalibration(set);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LikenessError('calibration_unsupported', `${sample.name}: ${cause.message}`, { cause });
  }
}

function manifestCalibration(
  { slope, offset }: FittedCalibration,
  borneOut: readonly Realised[],
  { name, subjects, pictures, mated, nonMated, failureToAcquire }: CalibrationSample,
  command: string,
): Calibration {
  return {
    slope,
    offset,
    thresholds: borneOut.map(({ nominal, threshold, fmr, fnmr }) => ({
      fmr: nominal,
      threshold,
      fmrInterval: [fmr.lower, fmr.upper],
      fnmr: fnmr.estimate,
      fnmrInterval: [fnmr.lower, fnmr.upper],
    })),
    data: { name, subjects, images: pictures, matedPairs: mated, nonMatedPairs: nonMated, failureToAcquire },
    command,
  };
}
