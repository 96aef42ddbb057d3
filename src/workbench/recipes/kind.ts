// What every kind of recipe is to the rest: a schema with defaults, reasons for them, and a function that trains.

import * as v from 'valibot';
import type { TrainingEvent } from '../../autograd/index.js';
import type { Calibration, ModelManifest, ModelStore, NamedModel } from '../../face/index.js';
import type { Dataset } from '../datasets/dataset.js';
import type { DatasetRecord, Part } from '../datasets/record.js';
import type { People } from '../registry/people.js';
import type { TrainingRun } from '../registry/trainingRecord.js';

/** What recipes of all kinds hold. */
export const COMMON = {
  /** Of the model that comes out: lower-case letters, digits, dots and dashes. */
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots, dashes'),
  ),
  /** Folder of the data set, from the folder of the recipe. */
  dataset: v.pipe(v.string(), v.minLength(1)),
  /** Decides initial weights, order, augmentation and the people who are watched. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
};

export type CommonRecipe = v.InferOutput<v.StrictObjectSchema<typeof COMMON, undefined>>;

/** One kind of recipe. */
export interface RecipeKind<R extends CommonRecipe> {
  /** In one sentence, for `--help`. */
  readonly about: string;
  /** Everything that such a recipe may say, with its defaults. */
  readonly schema: v.GenericSchema<unknown, R>;
  /** The least that must be said, for people to begin with. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Why the recipe is as it is, one sentence a choice, for the model's card. */
  readonly reasons: (recipe: R) => Readonly<Record<string, string>>;
  /**
   * The part of the data set that it learns from, and all that it is shown: a calibrator takes people whom the model
   * never saw.
   */
  readonly part: Exclude<Part, 'test'>;
  /**
   * Trains on that part of the data set.
   * @throws LikenessError `training_unsuitable` where the data cannot carry it; what `signal` was aborted with
   */
  readonly train: (recipe: R, context: TrainingContext) => Promise<Trained>;
}

/** What a kind is given to train with. */
export interface TrainingContext {
  readonly dataset: Dataset;
  /** Rows of the kind's part, all that training may look at. */
  readonly records: readonly DatasetRecord[];
  /** Of the run, and there: checkpoints and log go below it, so that a run that was cut off goes on. */
  readonly folder: string;
  readonly home: string;
  readonly store: ModelStore;
  /** Default: all cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  /** Steps, evaluations and checkpoints of a training loop. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** The command line that gives this again. */
  readonly command: string;
}

/** What training came to. */
export interface Trained {
  readonly product: TrainedModel | TrainedCalibration;
  /**
   * The models that it was made of: the one that training started from, the one that taught it, all that were fused.
   * Empty where it came of random weights and pictures alone.
   */
  readonly bases: readonly NamedModel[];
  /**
   * What came out makes of other pictures, from their templates by its one base: rows of unit length, one a picture. Only of
   * kinds that leave the base as it is, so that learning curves look at each picture once.
   */
  readonly overBase?: (
    pictures: readonly Pick<DatasetRecord, 'sourceType'>[],
    base: TemplateMatrix,
  ) => Promise<TemplateMatrix>;
  /** Everybody whose pictures had a part in it, those who were watched for early stopping among them. */
  readonly used: readonly DatasetRecord[];
  readonly history: TrainingRun['history'];
  /** What was measured on the way, for people: `watched FNMR at FMR 1e-3`, before and after. */
  readonly findings: readonly Finding[];
}

/** Rows of unit length. */
export interface TemplateMatrix {
  readonly templates: Float32Array;
  readonly dimension: number;
}

export interface Finding {
  readonly what: string;
  /** Null where there was nothing before. */
  readonly before: string | null;
  readonly after: string;
}

export interface TrainedModel {
  readonly kind: 'model';
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly manifest: Pick<
    ModelManifest,
    'kind' | 'input' | 'alignment' | 'templateLength' | 'documentOutput' | 'licence' | 'source'
  >;
}

/** A calibration of a model that is there already. */
export interface TrainedCalibration {
  readonly kind: 'calibration';
  readonly model: NamedModel;
  readonly calibration: Calibration;
  /** Everybody that it was fitted or stated on. */
  readonly people: People;
}
