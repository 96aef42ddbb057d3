// How well a recipe that was trained knows people it never saw: their comparisons under a protocol, a picture in which
// no face was found counting as a comparison of the lowest score, as in `likeness evaluate`. The model is not filed.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../../../errors.js';
import { ModelStore } from '../../../face/index.js';
import { decodeModel } from '../../../onnx/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { ScoredPictures } from '../../evaluation/evidence.js';
import { type GridProtocol, gridProtocol } from '../../evaluation/protocol.js';
import { runProtocol } from '../../evaluation/runProtocol.js';
import { scoredPictures } from '../../evaluation/scoredPictures.js';
import { type DatasetRows, numberSubjects, templateRows } from '../../evaluation/trialSet.js';
import type { ScoringEngine } from '../../scoring/index.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import { chipTemplates } from '../chips/chipTemplates.js';
import { cutChips } from '../chips/cutChips.js';
import { geometryOf } from '../chips/geometry.js';
import type { TrainedModel, TrainingContext } from '../kind.js';
import type { Recipe } from '../recipe.js';
import type { TrainedRecipe } from '../trainRecipe.js';

/** People who are compared with one another, by any number of models. */
export interface MeasuredPeople {
  readonly protocol: GridProtocol;
  /**
   * @throws LikenessError `recipe_invalid` where the recipe makes no templates; `file_unreadable`; what `signal` was
   * aborted with
   */
  readonly compare: (trained: TrainedRecipe) => Promise<ScoredPictures>;
  /**
   * By an embedder of the registry.
   * @throws LikenessError `model_not_found`; as `compare`
   */
  readonly compareBy: (model: string) => Promise<ScoredPictures>;
}

export interface MeasuringOptions
  extends Pick<TrainingContext, 'home' | 'threads' | 'signal' | 'onProgress'> {
  /** Open; it is left so. */
  readonly engine: ScoringEngine;
}

/**
 * Templates by one model are looked up once, however many recipes stand upon it.
 * @throws LikenessError `dataset_invalid` for `documents` where there is no document, or no selfie
 */
export function measurePeople(
  records: readonly DatasetRecord[],
  protocolName: GridProtocol['name'],
  { home, threads = availableParallelism(), signal, onProgress, engine }: MeasuringOptions,
): MeasuredPeople {
  const watch = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const working = { home, store: new ModelStore(home), threads, ...watch };
  const protocol = gridProtocol(protocolName, records);
  const subjects = numberSubjects(records);

  async function scored(rows: DatasetRows): Promise<ScoredPictures> {
    const context = { engine, label: 'people to measure on', ...(signal ? { signal } : {}) };
    return scoredPictures(await runProtocol(protocol, rows, subjects, context), rows, subjects, protocol);
  }

  const known = new Map<string, DatasetRows>();

  async function rowsBy(name: string): Promise<DatasetRows> {
    const before = known.get(name);
    if (before) return before;
    const { model, acquired } = await datasetTemplates(name, records, working);
    const rows = templateRows(acquired, subjects, model.templateLength);
    for (const one of [name, model.sha256]) known.set(one, rows);
    return rows;
  }

  async function rowsOfChips({ bytes, manifest }: TrainedModel): Promise<DatasetRows> {
    const { input, alignment } = manifest;
    const chips = await cutChips(records, geometryOf({ input: input!, alignment: alignment! }), working);
    const pictures = Int32Array.from(records.keys()).filter((i) => chips.places[i]! >= 0);
    const places = pictures.map((i) => chips.places[i]!);
    const made = await chipTemplates(decodeModel(bytes), manifest, { file: chips.file, places }, working);
    return { ...made, pictures, subjects: pictures.map((i) => subjects[i]!) };
  }

  return {
    protocol,
    compareBy: async (model) => scored(await rowsBy(model)),
    compare: async ({ product, overBase, bases: [base], recipe }) => {
      if (product.kind !== 'model' || product.manifest.kind !== 'embedder')
        throw noTemplates(recipe.kind, recipe.settings.name);
      if (!overBase || !base) return scored(await rowsOfChips(product));
      const rows = await rowsBy(base.digest);
      const pictures = Array.from(rows.pictures, (picture) => records[picture]!);
      return scored({ ...rows, ...(await overBase(pictures, rows)) });
    },
  };
}

/** Documents against selfies where everybody who is measured on has both; else every picture against every other. */
export function protocolFor(...people: readonly (readonly DatasetRecord[])[]): GridProtocol['name'] {
  const hasBoth = (records: readonly DatasetRecord[]) => {
    const types = new Set(records.map(({ sourceType }) => sourceType));
    return (types.has('document') || types.has('chip')) && types.has('selfie');
  };
  return people.every(hasBoth) ? 'documents' : 'all-pairs';
}

/** The embedder that a recipe begins with, where it names one: what there was before any training. */
export function baseOf({ settings }: Recipe): string | undefined {
  const { base, start } = settings as {
    readonly base?: unknown;
    readonly start?: { readonly from?: unknown };
  };
  return [base, start?.from].find((name) => typeof name === 'string');
}

/** Kinds whose models are read off comparisons. A fusion is none of them: it weighs models that are there already. */
const MAKES_TEMPLATES: readonly string[] = ['adapter', 'embedder'];

/**
 * @param what names the recipe in messages
 * @throws LikenessError `recipe_invalid` where a recipe of this kind makes no templates of its own
 */
export function requireTemplates(kind: string, what: string): void {
  if (!MAKES_TEMPLATES.includes(kind)) throw noTemplates(kind, what);
}

const noTemplates = (kind: string, what: string): LikenessError =>
  new LikenessError(
    'recipe_invalid',
    `${what}: a recipe of kind ${kind} trains no templates: what it learnt cannot be read off comparisons of faces`,
    { hint: `Give a recipe of the kinds ${MAKES_TEMPLATES.join(' or ')}.` },
  );
