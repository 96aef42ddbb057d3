// What is watched while an embedder is trained: how well it tells apart people kept from training, in the domain that
// it is trained for. Documents against selfies where there are documents; else faces made small against faces as they
// are, where training makes some small; else every picture against every other.

import { LikenessError } from '../../../errors.js';
import type { Model } from '../../../onnx/index.js';
import type { SubjectTrials } from '../../../trials/index.js';
import { softened } from '../chips/augmentation.js';
import type { ChipFile } from '../chips/chipStore.js';
import { chipTemplates } from '../chips/chipTemplates.js';
import type { TrainingContext } from '../kind.js';
import { metricsOf, type Side, trialsBetween } from '../watching/verification.js';
import { isDocument, type Sample } from './samples.js';
import type { EmbedderRecipe } from './schema.js';
import type { Trainee } from './trainee.js';

export interface EmbedderWatch {
  /** What is compared with what, for people: `documents against selfies`. */
  readonly what: string;
  readonly pictures: readonly Sample[];
  readonly trialsOf: (model: Model) => Promise<SubjectTrials>;
  /** @throws LikenessError `training_unsuitable` where the metric that decides cannot be had of these people */
  readonly metricsOf: (trials: SubjectTrials) => Record<string, number>;
}

/** Pictures of one subject that are compared: a few people own most of many sets, and would be all of the rate. */
const MOST_OF_ONE = 10;

/** @param watched pictures of the people kept from training */
export function watchOf(
  watched: readonly Sample[],
  { watch, augmentation }: EmbedderRecipe,
  file: ChipFile,
  { manifest }: Trainee,
  context: TrainingContext & { readonly threads: number },
): EmbedderWatch {
  const documents = evenly(
    watched.filter(({ record }) => isDocument(record)),
    watch.pictures / 2,
  );
  const selfies = evenly(
    watched.filter(({ record }) => !isDocument(record)),
    watch.pictures / 2,
  );
  const sideOf = async (model: Model, samples: readonly Sample[], width?: number): Promise<Side> => {
    const places = Int32Array.from(samples, ({ place }) => place);
    const soften =
      width === undefined ? undefined : (chip: Parameters<typeof softened>[0]) => softened(chip, width);
    return {
      ...(await chipTemplates(model, manifest, { file, places }, context, soften)),
      pictures: samples.map(({ record }) => record),
    };
  };
  const metrics = (trials: SubjectTrials): Record<string, number> => {
    const given: Record<string, number> = comparable(trials) ? metricsOf(trials) : {};
    if (given[watch.metric] !== undefined) return given;
    throw new LikenessError(
      'training_unsuitable',
      `the ${new Set(watched.map(({ record }) => record.subject)).size} subjects watched give ${trials.mated.scores.length} mated and ` +
        `${trials.nonMated.trials} non-mated comparisons, from which watch.metric ${watch.metric} cannot be had`,
      { hint: 'Give more people, a larger watch.share, another watch.metric, or "watch": { "share": 0 }.' },
    );
  };
  const { soft } = augmentation;
  const all = evenly(watched, watch.pictures);
  if (documents.length > 0 && selfies.length > 0)
    return {
      what: 'documents against selfies',
      pictures: [...documents, ...selfies],
      metricsOf: metrics,
      trialsOf: async (model) => trialsBetween(await sideOf(model, documents), await sideOf(model, selfies)),
    };
  if (soft.share > 0) {
    const width = Math.round(Math.sqrt(soft.from * soft.to));
    return {
      what: `faces made ${width} pixels wide against faces as they are`,
      pictures: all,
      metricsOf: metrics,
      trialsOf: async (model) => trialsBetween(await sideOf(model, all, width), await sideOf(model, all)),
    };
  }
  return {
    what: 'every picture against every other',
    pictures: all,
    metricsOf: metrics,
    trialsOf: async (model) => {
      const side = await sideOf(model, all);
      return trialsBetween(side, side);
    },
  };
}

const comparable = ({ mated, nonMated }: SubjectTrials): boolean =>
  mated.scores.length > 0 && nonMated.trials > 0;

/** The first few pictures of each subject, up to so many in all; subjects in the order in which they were drawn. */
function evenly(samples: readonly Sample[], most: number): readonly Sample[] {
  const counts = new Map<string, number>();
  const kept = samples.filter(({ record: { subject } }) => {
    const count = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, count);
    return count <= MOST_OF_ONE;
  });
  return kept.slice(0, Math.floor(most));
}
