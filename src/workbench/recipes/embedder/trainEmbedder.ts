// An embedder: faces are cut, some people kept aside, the network opened, trained, and told of.

import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import {
  balancedOrder,
  countParameters,
  openBatches,
  openTrainingStep,
  type SampleOrder,
  shuffledOrder,
  type TrainingStep,
} from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { ChipSamplesData } from '../chips/chipSamples.js';
import type { ChipFile } from '../chips/chipStore.js';
import { cutChips } from '../chips/cutChips.js';
import { geometryOf } from '../chips/geometry.js';
import type { Trained, TrainingContext } from '../kind.js';
import { updateOf } from '../training/optimisation.js';
import { type Run, runTraining } from '../training/runTraining.js';
import { watchedSubjects } from '../watching/watchedSubjects.js';
import { CENTRES, objectiveOf } from './objective.js';
import { basesOf, modelFindings, productOf, runFindings, watchedFindings } from './papers.js';
import { labelled, meanDirection, type Sample, type Samples, taught } from './samples.js';
import { type EmbedderRecipe, isMargin, isScratch } from './schema.js';
import { type Trainee, traineeOf } from './trainee.js';
import { type EmbedderWatch, watchOf } from './watch.js';

/** @throws LikenessError `training_unsuitable`, `model_not_found`; what `context.signal` was aborted with */
export async function trainEmbedder(recipe: EmbedderRecipe, given: TrainingContext): Promise<Trained> {
  const context = { ...given, threads: given.threads ?? availableParallelism() };
  const trainee = await traineeOf(recipe, context.store);
  const { file, places } = await cutChips(context.records, geometryOf(trainee.manifest), context);
  const faces = context.records.flatMap((record, i) =>
    places[i]! >= 0 ? [{ record, place: places[i]! }] : [],
  );
  const kept = watchedOf(faces, recipe);
  const learning = await samplesOf(
    faces.filter(({ record }) => !kept.has(record.subject)),
    recipe,
    trainee,
    context,
  );
  const watched = [...kept].flatMap((subject) => faces.filter(({ record }) => record.subject === subject));
  const watch = kept.size === 0 ? null : watchOf(watched, recipe, file, trainee, context);
  const order = orderOf(learning, recipe);
  const opened = await openStep(trainee, learning, recipe, context);
  const { step } = opened;
  try {
    const before = await watch?.trialsOf(trainee.modelOf(step.read()));
    if (before) watch?.metricsOf(before);
    context.onProgress?.(`training ${recipe.name}`);
    const run = await runIn({ ...opened, order, learning, watch, trainee, file }, recipe, context);
    const model = trainee.modelOf(run.state);
    const after = await watch?.trialsOf(model);
    const { length: missing } = context.records.filter((_, i) => places[i]! < 0);
    return {
      product: productOf(model, trainee, recipe, learning, context),
      bases: basesOf(trainee, learning),
      used: [...learning.samples, ...(watch?.pictures ?? [])].map(({ record }) => record),
      history: run.history,
      findings: [
        ...watchedFindings(watch, trainee, before, after),
        ...modelFindings(model, opened.parameters),
        ...runFindings(run, learning, missing, recipe),
      ],
    };
  } finally {
    await step.close();
  }
}

interface Opened {
  readonly step: TrainingStep;
  /** Name of the network's input. */
  readonly input: string;
  readonly order: SampleOrder;
  readonly learning: Samples;
  readonly watch: EmbedderWatch | null;
  readonly trainee: Trainee;
  readonly file: ChipFile;
}

async function runIn(
  { step, input, order, learning, watch, trainee, file }: Opened,
  recipe: EmbedderRecipe,
  context: TrainingContext & { readonly threads: number },
): Promise<Run> {
  const data: ChipSamplesData = {
    ...{ file, input: trainee.manifest.input, inputName: input, answer: learning.answer },
    places: Int32Array.from(learning.samples, ({ place }) => place),
    augmentation: recipe.augmentation,
  };
  const batches = openBatches({
    ...{ order, inputs: step.inputs, data },
    samples: new URL('../chips/chipSamples.js', import.meta.url),
    threads: Math.min(2, Math.max(1, context.threads - 1)),
  });
  try {
    return await runTraining(
      {
        ...{ step, batches, optimisation: recipe, steps: order.stepsIn(recipe.epochs) },
        ...(watch && { evaluation: evaluationOf(watch, trainee, recipe) }),
        recipe: { ...recipe, dataset: context.dataset.version, samples: digestOf(learning.samples) },
      },
      context,
    );
  } finally {
    await batches.close();
  }
}

function watchedOf(faces: readonly Sample[], { watch, seed }: EmbedderRecipe): ReadonlySet<string> {
  const pictures = new Map<string, number>();
  for (const { record } of faces) pictures.set(record.subject, (pictures.get(record.subject) ?? 0) + 1);
  const stratum = (subject: string) => (pictures.get(subject)! > 1 ? 'several pictures' : 'one picture');
  return watchedSubjects(pictures.keys(), stratum, watch.share, seed);
}

function samplesOf(
  faces: readonly Sample[],
  { loss, start }: EmbedderRecipe,
  { manifest }: Trainee,
  context: TrainingContext,
): Samples | Promise<Samples> {
  if (loss.kind !== 'distil') return labelled(faces);
  const teacher = loss.teacher ?? (isScratch(start) ? '' : start.from);
  return taught(faces, teacher, manifest.templateLength, context);
}

/** Balanced: each subject once an epoch, by so many pictures. */
function orderOf(
  { samples, classes, count }: Samples,
  { perSubject, batch, seed }: EmbedderRecipe,
): SampleOrder {
  if (samples.length === 0)
    throw new LikenessError('training_unsuitable', 'there is no face to train on in the part train');
  if (perSubject === 0) return shuffledOrder({ items: samples.length, batchSize: batch, seed });
  if (batch / perSubject > count)
    throw new LikenessError(
      'training_unsuitable',
      `a batch of ${batch} with ${perSubject} pictures a subject needs ${batch / perSubject} subjects, there are ${count}`,
      { hint: 'Make batch smaller or perSubject larger.' },
    );
  return balancedOrder({ classes, perClass: perSubject, batchSize: batch, seed });
}

async function openStep(
  trainee: Trainee,
  learning: Samples,
  recipe: EmbedderRecipe,
  context: TrainingContext & { readonly threads: number },
): Promise<{ readonly step: TrainingStep; readonly input: string; readonly parameters: number }> {
  const { network, input, features } = trainee.open(recipe.batch);
  const objective = objectiveOf(network, features, recipe.loss, learning.count);
  const parameters = countParameters(network);
  const { seed } = recipe;
  const step = await openTrainingStep(network, objective, {
    ...updateOf(recipe),
    ...{ seed, threads: context.threads },
  });
  if (isMargin(recipe.loss) && !isScratch(recipe.start))
    await imprint(step, learning, recipe.start.from, context);
  return { step, input, parameters };
}

/** Class centres begin as the mean template of each subject (Qi et al., arXiv:1712.07136), not at random. */
async function imprint(
  step: TrainingStep,
  { samples, classes, count }: Samples,
  from: string,
  context: TrainingContext,
): Promise<void> {
  const { acquired } = await datasetTemplates(
    from,
    samples.map(({ record }) => record),
    context,
  );
  const state = new Map(step.read());
  const centres = state.get(CENTRES)!;
  const dimension = centres.dims[1]!;
  const data = centres.data.slice();
  for (let at = 0; at < count; at++) {
    const own = acquired.flatMap((made, i) =>
      classes[i] === at && made.kind === 'template' ? [made.vector] : [],
    );
    if (own.length > 0) data.set(meanDirection(own), at * dimension);
  }
  for (const name of [CENTRES, `${CENTRES}.average`])
    if (state.has(name)) state.set(name, { ...centres, data: data.slice() });
  step.write(state);
}

const evaluationOf = (
  { trialsOf, metricsOf }: EmbedderWatch,
  { modelOf }: Trainee,
  { watch: { every, metric, patience } }: EmbedderRecipe,
) => ({
  every: { epochs: every },
  run: async (step: TrainingStep) => metricsOf(await trialsOf(modelOf(step.read()))),
  watch: { metric, best: 'lowest' as const, patience },
});

/** Which pictures are learnt from, in their order. */
const digestOf = (samples: readonly Sample[]): string =>
  createHash('sha256')
    .update(samples.map(({ record }) => `${record.sha256}  ${record.subject}\n`).join(''))
    .digest('hex');
