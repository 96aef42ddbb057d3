// The composed recognition network `fast`, imported, frozen below its last stages and trained on, on photographs of
// lfw-dev; measured on people that it was not trained on, beside what it was before.
//   npm run study:fine-tune -- --cache DIR [--epochs 3] [--out studies/results/fine-tune.md]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  cosFace,
  countParameters,
  drawCurve,
  importNetwork,
  learningRateAt,
  openBatches,
  openTrainingStep,
  readRunLog,
  showTraining,
  shuffledOrder,
  type TrainingState,
  train,
  warmedUp,
  withState,
} from '../../src/autograd/index.js';
import { embedderManifest, ensureModel, likenessHome, ModelStore } from '../../src/face/index.js';
import { decodeModel, type Model } from '../../src/onnx/index.js';
import { compareSystems } from '../../src/trials/index.js';
import type { ChipSamplesData } from './chipSamples.js';
import { loadChips, shared } from './chips.js';
import {
  equalErrorOf,
  type Part,
  row,
  splitSubjects,
  TABLE_HEAD,
  templatesOf,
  trialsOf,
  withSeveral,
} from './unseenSubjects.js';

const { values } = parseArgs({
  options: {
    cache: { type: 'string' },
    epochs: { type: 'string', default: '3' },
    out: { type: 'string' },
  },
});
if (!values.cache) throw new Error('give --cache: a folder for aligned faces and checkpoints');
const BATCH = 32;
const SEED = 1;
/** Filters of fewer channels than this, the first half of the network, stay as they are. */
const FROZEN_BELOW = 128;

mkdirSync(values.cache, { recursive: true });
const stored = await ensureModel(new ModelStore(likenessHome()), 'fast');
const { size: inputSize, mean, scale } = embedderManifest(stored).input;
const preparation = { inputSize, mean, scale: scale[0] };
const original = decodeModel(stored.bytes);
const chips = await loadChips(values.cache, 'fast');
const [trainPart, watched, test] = splitSubjects(chips, [0.65, 0.1, 0.25], 7) as [Part, Part, Part];
const trained = withSeveral(trainPart);
const people = [...new Set(trained.subjects)];
const classOf = new Map(people.map((subject, i) => [subject, i]));

const isLate = (name: string): boolean => (original.graph.constants.get(name)?.dims[0] ?? 0) >= FROZEN_BELOW;
const { network, outputs } = importNetwork(original, { sizes: { N: BATCH }, seed: SEED, trainable: isLate });
const [template] = Object.values(outputs);
const label = network.graph.input('label', [BATCH], 'int64');
const loss = network.graph.scope('head', () =>
  cosFace(network, template!, label, { classes: people.length, scale: 48, margin: 0.05 }),
);
const step = await openTrainingStep(
  network,
  { loss },
  {
    optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
    clip: 5,
    average: { decay: 0.98, warmUp: true },
    seed: SEED,
  },
);
const modelOf = (state: TrainingState): Model => withState(original, state, true);
const measure = async (model: Model, part: Part) =>
  trialsOf(await templatesOf(model, chips, part, preparation), part);

await imprint();
const order = shuffledOrder({ items: trained.chips.length, batchSize: BATCH, seed: SEED });
const data: ChipSamplesData = {
  input: step.inputs[0]!.name,
  pixels: shared(chips),
  size: chips.size,
  ...preparation,
  chips: trained.chips,
  classes: trained.subjects.map((subject) => classOf.get(subject)!),
  jitter: { shift: 0.01, turn: 0.03, zoom: 0.02, light: 0.1 },
};
const batches = openBatches({
  order,
  inputs: step.inputs,
  samples: new URL('./chipSamples.ts', import.meta.url),
  data,
});
const before = {
  test: await measure(original, test),
  watched: equalErrorOf(await measure(original, watched)),
};
const epochs = Number(values.epochs);
const steps = order.stepsIn(epochs);
const folder = join(values.cache, 'fine-tune');
const schedule = warmedUp({ kind: 'cosine', from: 0.002, to: 0.00002, steps }, 30);
const report = await train({
  step,
  batches,
  length: { epochs },
  learningRate: (at) => learningRateAt(schedule, at),
  evaluation: {
    every: { epochs: 1 },
    run: async (at) => ({ eer: equalErrorOf(await measure(modelOf(at.read()), watched)) }),
  },
  folder,
  recipe: { network: stored.manifest.sha256, people: people.length, schedule },
  onEvent: showTraining(process.stderr),
});
const after = await measure(modelOf(step.read()), test);
await batches.close();
await step.close();

const table = [
  '# The recognition network `fast`, trained on',
  '',
  `Made by \`npm run study:fine-tune\`. The network as composed, imported as ONNX; its convolutions with ${FROZEN_BELOW} filters and more (${(countParameters(network) / 1e6).toFixed(2)} M parameters with the head) trained`,
  `for ${epochs} epochs on ${trained.chips.length} photographs of ${people.length} subjects (CosFace, scale 48, margin 0.05; class centres imprinted from the mean templates,`,
  `arXiv:1712.07136; SGD, cosine from 0.002, averaged weights); the rest frozen. Measured on all pairs of ${test.chips.length} photographs of ${new Set(test.subjects).size} other subjects.`,
  `95 % intervals, bootstrap over subjects. ${report.steps} steps, ${report.samplesPerSecond.toFixed(0)} images/s beside other work on the machine.`,
  '',
  TABLE_HEAD,
  row('as composed', before.test),
  row('trained on', after),
  '',
  ...difference(),
  '',
  `On the tenth of the subjects that was watched the EER was ${(100 * before.watched).toFixed(2)} % before and ${(100 * (report.metrics.eer ?? Number.NaN)).toFixed(2)} % after; rates and epochs were chosen there.`,
  '',
].join('\n');
console.log(table);
if (values.out) {
  writeFileSync(values.out, table);
  writeFileSync(
    values.out.replace(/\.md$/, '.svg'),
    await drawCurve(await readRunLog(join(folder, 'log.jsonl'))),
  );
}

/** Both networks on the same comparisons, at their own thresholds for the same FMR. */
function difference(): string[] {
  return [1e-2, 1e-3].map((target) => {
    const compared = compareSystems(after, before.test, target);
    if (compared.kind === 'unsupported') return `At FMR ${target}: ${compared.reason}.`;
    const points = (share: number) => (100 * share).toFixed(2);
    const { a, b, difference: d, lower, upper, statement } = compared;
    return `At FMR ${target}: FNMR ${points(b.fnmr)} → ${points(a.fnmr)} %, a difference of ${points(d)} points (95 %: ${points(lower)} to ${points(upper)}). ${statement}`;
  });
}

/** Starts each class at the mean template of its pictures (Qi et al., arXiv:1712.07136; DocFace+, arXiv:1809.05620). */
async function imprint(): Promise<void> {
  const { templates, dimension } = await templatesOf(original, chips, trained, preparation);
  const state = step.read();
  for (const name of ['head.weight', 'head.weight.average']) {
    const centres = state.get(name)!.data.fill(0);
    trained.subjects.forEach((subject, i) => {
      const from = classOf.get(subject)! * dimension;
      for (let k = 0; k < dimension; k++) centres[from + k]! += templates[i * dimension + k]!;
    });
  }
  step.write(state);
}
