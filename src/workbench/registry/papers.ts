// All papers of a model, read together: its manifest, how it was trained, how it was evaluated, and whom its
// calibration was made on.

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import type { Calibration, ModelManifest, ModelStore } from '../../face/index.js';
import { type EvaluationRecord, EvaluationRecordSchema } from './evaluationRecord.js';
import { DigestSchema, type People, PeopleSchema } from './people.js';
import { type TrainingRecord, TrainingRecordSchema } from './trainingRecord.js';

export interface Papers {
  readonly manifest: ModelManifest;
  /** Undefined where there is none. */
  readonly training: TrainingRecord | undefined;
  readonly evaluation: EvaluationRecord | undefined;
  /** Everybody that the present calibration was fitted or stated on; undefined where that was not written down. */
  readonly calibratedOn: People | undefined;
  /** SHA-256 of each paper that there is, by its name. */
  readonly digests: Readonly<Record<string, string>>;
}

/** calibration.people.json: it counts for the one calibration that it was written with. */
const CalibrationPeopleSchema = v.strictObject({ calibration: DigestSchema, people: PeopleSchema });

/** @throws LikenessError `model_not_found`, `manifest_invalid` naming the paper and the field that is wrong */
export async function readPapers(store: ModelStore, digest: string): Promise<Papers> {
  const manifest = await store.manifest(digest);
  const digests: Record<string, string> = {};
  const read = async <S extends v.GenericSchema>(
    name: 'training.json' | 'evaluation.json' | 'calibration.people.json',
    schema: S,
  ): Promise<v.InferOutput<S> | undefined> => {
    const text = await store.paper(digest, name);
    if (text === undefined) return undefined;
    digests[name] = sha256(text);
    return parsePaper(schema, text, `${name} of ${manifest.name}`);
  };
  const training = await read('training.json', TrainingRecordSchema);
  const evaluation = await read('evaluation.json', EvaluationRecordSchema);
  const calibrated = await read('calibration.people.json', CalibrationPeopleSchema);
  if (evaluation && evaluation.report.models[0]?.model.digest !== digest)
    throw new LikenessError('manifest_invalid', `evaluation.json of ${manifest.name} is of another model`);
  const { calibration } = manifest;
  if (calibration) digests.calibration = calibrationDigest(calibration);
  const isPresent = calibration !== undefined && calibrated?.calibration === digests.calibration;
  return {
    manifest,
    training,
    evaluation,
    calibratedOn: isPresent ? calibrated?.people : undefined,
    digests,
  };
}

/**
 * Puts training.json beside a model's file.
 * @throws LikenessError `training_invalid`, `model_not_found`, `home_unwritable`
 */
export async function fileTraining(store: ModelStore, digest: string, record: TrainingRecord): Promise<void> {
  const checked = v.safeParse(TrainingRecordSchema, record);
  if (!checked.success) {
    const [issue] = checked.issues;
    throw new LikenessError('training_invalid', `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  await store.putPaper(digest, 'training.json', `${JSON.stringify(checked.output)}\n`);
}

/**
 * Puts a declaration in place of a training record, but never in place of one that a run wrote.
 * @throws LikenessError `training_invalid`, `model_not_found`, `home_unwritable`
 */
export async function declareTraining(
  store: ModelStore,
  digest: string,
  record: Extract<TrainingRecord, { kind: 'declared' }>,
): Promise<void> {
  if ((await trainingOf(store, digest))?.kind === 'run')
    throw new LikenessError('training_invalid', 'the model was trained here: its record stands', {
      hint: 'Declarations are for models that were trained elsewhere.',
    });
  await fileTraining(store, digest, record);
}

/**
 * Writes down whom the present calibration of a model was fitted and stated on.
 * @throws LikenessError `model_uncalibrated`, `model_not_found`, `home_unwritable`
 */
export async function fileCalibrationPeople(
  store: ModelStore,
  digest: string,
  people: People,
): Promise<void> {
  const { name, calibration } = await store.manifest(digest);
  if (!calibration) throw new LikenessError('model_uncalibrated', `${name} has no calibration`);
  const record = { calibration: calibrationDigest(calibration), people };
  await store.putPaper(digest, 'calibration.people.json', `${JSON.stringify(record)}\n`);
}

/** Everybody that a model saw in training, also as any of the models that it was made of, and so on to the first. */
export interface Lineage {
  readonly people: People;
  /** Names of ancestors, and of the model itself, of which it is not known whom they saw. */
  readonly unknown: readonly string[];
  /** Whether the model itself was trained here, and so its people are on record. */
  readonly recorded: boolean;
}

/** @throws LikenessError `manifest_invalid` */
export async function lineageOf(
  store: ModelStore,
  { manifest, training }: Pick<Papers, 'manifest' | 'training'>,
): Promise<Lineage> {
  const subjects = new Set<string>();
  const pictures = new Set<string>();
  const unknown: string[] = [];
  const visited = new Set([manifest.sha256]);
  const follow = async (name: string, record: TrainingRecord | undefined): Promise<void> => {
    if (record?.kind !== 'run') {
      unknown.push(name);
      return;
    }
    for (const digest of record.people.subjects) subjects.add(digest);
    for (const digest of record.people.pictures) pictures.add(digest);
    for (const base of record.bases) {
      if (visited.has(base.digest)) continue;
      visited.add(base.digest);
      await follow(base.name, await trainingOf(store, base.digest));
    }
  };
  await follow(manifest.name, training);
  return {
    people: { subjects: [...subjects].sort(), pictures: [...pictures].sort() },
    unknown,
    recorded: training?.kind === 'run',
  };
}

/** Every model that is here and was trained here, directly or by way of its bases, on one of these people. */
export async function modelsTrainedOn(store: ModelStore, people: People): Promise<ModelManifest[]> {
  const subjects = new Set(people.subjects);
  const pictures = new Set(people.pictures);
  const found: ModelManifest[] = [];
  for (const manifest of await store.list()) {
    const training = await trainingOf(store, manifest.sha256);
    const seen = (await lineageOf(store, { manifest, training })).people;
    if (seen.subjects.some((one) => subjects.has(one)) || seen.pictures.some((one) => pictures.has(one)))
      found.push(manifest);
  }
  return found;
}

async function trainingOf(store: ModelStore, digest: string): Promise<TrainingRecord | undefined> {
  const text = await store.paper(digest, 'training.json');
  return text === undefined
    ? undefined
    : parsePaper(TrainingRecordSchema, text, `training.json of ${digest.slice(0, 12)}`);
}

function parsePaper<S extends v.GenericSchema>(schema: S, text: string, what: string): v.InferOutput<S> {
  const refuse = (why: string, cause?: unknown) =>
    new LikenessError('manifest_invalid', `${what}: ${why}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  const checked = v.safeParse(schema, value);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw refuse(`${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A manifest's calibration is read through its schema, so its fields are always in the same order. */
const calibrationDigest = (calibration: Calibration): string => sha256(JSON.stringify(calibration));
