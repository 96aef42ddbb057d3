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
import { type GridProtocol, gridProtocol } from '../evaluation/protocol.js';
import { requireResampling } from '../evaluation/resampling.js';
import { type DatasetRows, numberSubjects, selectRows, templateRows } from '../evaluation/trialSet.js';
import { fileCalibrationPeople } from '../registry/papers.js';
import { type People, peopleOf } from '../registry/people.js';
import { ScoringEngine } from '../scoring/scoringEngine.js';
import { type DatasetTemplates, datasetTemplates } from '../templates/datasetTemplates.js';
import {
  type ComparedPeople,
  type ComparedRun,
  comparePeople,
  type StatedCalibration,
  stateCalibration,
} from './statement.js';

export interface CalibrateOptions {
  /** Name or digest. */
  readonly model: string;
  /** Folder of the photographs to fit on, or a data set. */
  readonly dataset: string;
  /** Of a data set; default: all of it. */
  readonly part?: Part;
  /** Folder of the photographs to state it on; default: the half of `dataset`'s subjects that the fit never saw. */
  readonly test?: string;
  /** Which pictures are compared; default `all-pairs`. */
  readonly protocol?: GridProtocol['name'];
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

export interface CalibratedModel extends StatedCalibration {
  readonly model: EmbedderManifest;
  /** Everybody that it was fitted or stated on: a promotion asks whether they were trained or tested on. */
  readonly people: People;
}

/** A data set with its templates. */
interface Embedded {
  readonly name: string;
  readonly pictures: readonly DigestedPicture[];
  readonly templates: DatasetTemplates;
  readonly rows: DatasetRows;
  readonly protocol: GridProtocol;
}

/**
 * @throws `subjects_overlap` where somebody is in both data sets, by name or by picture; `split_leaks` where a part is
 * named and parts share subjects or pictures; `dataset_invalid`, `calibration_unsupported`, `model_not_found`; what `signal` was aborted with
 */
export async function calibrateModel(options: CalibrateOptions): Promise<CalibratedModel> {
  const { seed = 1, replicates = 1000, command } = options;
  requireResampling({ replicates, seed });
  const first = await embed(options.dataset, options);
  const second =
    options.test === undefined ? undefined : await embed(options.test, { ...options, part: undefined });
  const [fit, test] = await twoRuns(first, second, options);
  return {
    model: first.templates.model,
    ...stateCalibration(fit, test, { command }, { replicates, seed }),
    people: peopleOf([...first.pictures, ...(second?.pictures ?? [])]),
  };
}

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
  const protocol = gridProtocol(options.protocol ?? 'all-pairs', pictures);
  const templates = await datasetTemplates(model, pictures, {
    ...options,
    home,
    store: new ModelStore(home),
  });
  const rows = templateRows(templates.acquired, numberSubjects(pictures), templates.model.templateLength);
  return { name, pictures, templates, rows, protocol };
}

async function twoRuns(
  first: Embedded,
  second: Embedded | undefined,
  options: CalibrateOptions,
): Promise<[ComparedRun, ComparedRun]> {
  const people = second ? apart(first, second) : halves(first, options.seed ?? 1);
  const engine = await ScoringEngine.open(options.threads === undefined ? {} : { threads: options.threads });
  try {
    const { signal, onProgress } = options;
    const context = { engine, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
    return [await comparePeople(people[0], context), await comparePeople(people[1], context)];
  } finally {
    await engine.close();
  }
}

function halves(
  { name, rows, templates, protocol }: Embedded,
  seed: number,
): [ComparedPeople, ComparedPeople] {
  if (new Set(rows.subjects).size < 4) {
    throw new LikenessError(
      'dataset_invalid',
      `${name} has too few subjects to fit on some and test on others`,
    );
  }
  const [first, second] = splitBySubject(rows.subjects, 2, seed) as [Int32Array, Int32Array];
  const failureToAcquire = failureRate(templates);
  return [
    { name: `half of ${name}`, rows: selectRows(rows, first), protocol, failureToAcquire },
    { name: `the held-out half of ${name}`, rows: selectRows(rows, second), protocol, failureToAcquire },
  ];
}

function apart(fit: Embedded, test: Embedded): [ComparedPeople, ComparedPeople] {
  requireApart(fit, test);
  const people = ({ name, rows, templates, protocol }: Embedded) => ({
    name,
    rows,
    protocol,
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
