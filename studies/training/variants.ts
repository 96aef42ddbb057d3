// Smaller and faster forms of the networks that are served, beside their float32: what each takes, and what it costs.
//   npm run study:variants -- --cache DIR [--rounds 15] [--out studies/results/variants.md]
// Ranges for int8 are seen on faces of subjects of the training side; accuracy is measured on others.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { halfWeights, quantised } from '../../src/autograd/index.js';
import { encodeModel, type Model, openSession, RUNTIME_VERSION } from '../../src/onnx/index.js';
import { bootstrapFnmrAtFmr, compareSystems, type SubjectTrials } from '../../src/trials/index.js';
import { templatesOf, trialsOf } from './unseenSubjects.js';
import { batchesOf, type Candidate, SAMPLES, served, untrained } from './variantNetworks.js';

const { values } = parseArgs({
  options: { cache: { type: 'string' }, rounds: { type: 'string', default: '15' }, out: { type: 'string' } },
});
if (!values.cache) throw new Error('give --cache: a folder for aligned faces');
const cache = values.cache;
const rounds = Number(values.rounds);
const BATCHES = [1, 16] as const;
const FMRS = [1e-2, 1e-3] as const;

mkdirSync(cache, { recursive: true });
const before = loadavg()[0]!;
const candidates = [await served('fast', cache), await served('accurate', cache), await untrained()];
const speed: string[] = [];
const accuracy: string[] = [];
const verdicts: string[] = [];
for (const candidate of candidates) await measure(candidate);

const table = [
  '# Variants: float16 weights and int8',
  '',
  `Made by \`npm run study:variants -- --cache DIR --rounds ${rounds}\` on ${cpus()[0]!.model.trim()}, ONNX Runtime ${RUNTIME_VERSION}, one thread; load of the machine before it began ${before.toFixed(2)}.`,
  `int8: \`quantised\` with ranges seen on ${SAMPLES} faces of subjects of the training side. float16: \`halfWeights\`, which computes in float32.`,
  `Times are medians of ${rounds} turns; in each turn all variants of a network run one after the other. A ratio is to float32 of the same turn, with the middle half of the turns.`,
  '',
  '## Size and time',
  '',
  '| network | variant | file | ms a face, batch 1 | ratio | ms a face, batch 16 | ratio |',
  '|---|---|---|---|---|---|---|',
  ...speed,
  '',
  '## Accuracy on subjects that nothing was fitted to',
  '',
  `All pairs of ${candidates[0]!.test!.chips.length} photographs of ${new Set(candidates[0]!.test!.subjects).size} subjects of lfw-dev, ten of each at most.`,
  'Agreement is the cosine between float32’s template of a face and the variant’s. Differences of FNMR are to float32 on the same comparisons, in points, with 95 % intervals by',
  'bootstrap over subjects; each at its own threshold for the FMR. Where few errors carry them they are as wide for a system beside itself: they say how little so few errors tell; agreement is the finer measure.',
  '',
  '| network | variant | agreement, mean | worst | FNMR at FMR 1e-2 | difference | FNMR at FMR 1e-3 | difference |',
  '|---|---|---|---|---|---|---|---|',
  ...accuracy,
  '',
  '## What pays',
  '',
  ...verdicts,
  '',
  'float16 weights pay where a file has to be small: half the bytes for the same time and the same templates to five places. int8 pays where time counts, for `fast` without doubt; for `accurate` agreement is ten times further from one. Its scores are other scores:',
  'it needs a calibration of its own, and its templates are compared with its own.',
  '',
  '## Tried besides',
  '',
  'Measured by hand on the tenth of the subjects that is in neither part, agreement with float32 as mean and worst, batch 1:',
  '',
  '- Ranges for `fast`: from smallest to largest 0.99949 and 0.99870; cut at the percentile 99.999 0.99952 and 0.99440; of least squared error 0.99955 and 0.99693; FNMR at FMR 1e-3 5.13 % with each.',
  '  A cut gains little in the mean and loses the face that is out of the ordinary. With 32 and 512 samples FNMR was within 0.1 points of that with 128.',
  '- Weights of `fast` to ±127 instead of ±64: 0.99973 and 0.99944, no faster here; but by ONNX Runtime’s documentation they may saturate on processors with AVX2 or AVX-512 and no VNNI (this one has it), and the template would be another there. Unsigned weights do not, and took 5.5 ms instead of 2.6.',
  '- PReLU of MobileFaceNet (64 pixels, trained): PRelu in float32 between the layers 6.2 ms, a product and a maximum in float32 2.6 ms, both on bytes 1.9 ms; float32 throughout 5.8 ms, with PReLU composed 2.3 ms.',
  '- The last convolution left in float32: `accurate` 0.99399 instead of 0.99393 and 10.9 instead of 10.3 ms, 3.1 MB more; MobileFaceNet 0.99906 instead of 0.99894.',
  '- `accurate` without folding the factors and offsets a channel of its second network into its convolutions: 0.99004 and 0.98158, 16.1 instead of 11.6 ms.',
  '',
].join('\n');
console.log(table);
if (values.out) writeFileSync(values.out, table);

async function measure({
  name,
  model,
  chips,
  preparation,
  samples,
  test,
  others = {},
}: Candidate): Promise<void> {
  const variants: Readonly<Record<string, Model>> = {
    float32: model,
    ...others,
    'float16 weights': halfWeights(model),
    int8: await quantised(model, batchesOf(model, chips, samples.chips, preparation, 16)),
  };
  /** The fastest that computes in float32. */
  const baseline = Object.keys(others)[0] ?? 'float32';
  const times = await timesOf(variants, { chips, preparation, samples });
  for (const [variant, form] of Object.entries(variants)) {
    const cells = BATCHES.map((batch) => {
      const [own, float] = [times.get(`${variant} ${batch}`)!, times.get(`float32 ${batch}`)!];
      const ratios = own.map((ms, i) => ms / float[i]!);
      const spread = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(2)).join(' – ');
      return `${quantile(own, 0.5).toFixed(2)} | ${quantile(ratios, 0.5).toFixed(2)} (${spread})`;
    });
    const megabytes = (encodeModel(form).length / 1e6).toFixed(2);
    speed.push(`| ${name} | ${variant} | ${megabytes} MB | ${cells.join(' | ')} |`);
  }
  const reference = test && (await templatesOf(model, chips, test, preparation));
  const exact = test && reference && (await trialsOf(reference, test));
  for (const [variant, form] of Object.entries(variants)) {
    const gains = BATCHES.map((batch) => gainOf(variant, baseline, batch, times)).join(', ');
    if (!test || !reference || !exact) {
      if (variant !== baseline) verdicts.push(`- ${name}, ${variant}: ${gains}.`);
      continue;
    }
    const templates = await templatesOf(form, chips, test, preparation);
    const cosines = test.chips.map((_, i) => cosine(reference, templates, i));
    const agreement = [cosines.reduce((a, b) => a + b) / cosines.length, Math.min(...cosines)];
    const trials = await trialsOf(templates, test);
    const rates = FMRS.map((fmr) => `${fnmrOf(trials, fmr)} | ${differenceOf(trials, exact, fmr)}`);
    const cells = [...agreement.map((share) => share.toFixed(5)), ...rates];
    accuracy.push(`| ${name} | ${variant} | ${cells.join(' | ')} |`);
    if (variant === baseline) continue;
    const costs = FMRS.map((fmr) => `at FMR ${fmr} ${costOf(trials, exact, fmr)}`).join(', ');
    verdicts.push(`- ${name}, ${variant}: ${gains}; FNMR ${costs}.`);
  }
}

/** Milliseconds a face of every turn, by `<variant> <batch>`. */
async function timesOf(
  variants: Readonly<Record<string, Model>>,
  { chips, preparation, samples }: Pick<Candidate, 'chips' | 'preparation' | 'samples'>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>();
  const sessions = await Promise.all(
    Object.entries(variants).map(async ([variant, model]) => ({
      variant,
      session: await openSession(encodeModel(model), { threads: 1 }),
    })),
  );
  for (const batch of BATCHES) {
    const [input] = [
      ...batchesOf(variants.float32!, chips, samples.chips.slice(0, batch), preparation, batch),
    ];
    const runs = Math.max(1, Math.round(16 / batch));
    for (let turn = -2; turn < rounds; turn++)
      for (const { variant, session } of sessions) {
        const from = performance.now();
        for (let i = 0; i < runs; i++) await session.compute(input!);
        const key = `${variant} ${batch}`;
        // The first turns warm caches.
        if (turn >= 0) times.set(key, [...(times.get(key) ?? []), (performance.now() - from) / runs / batch]);
      }
  }
  for (const { session } of sessions) await session.close();
  return times;
}

type Templates = Awaited<ReturnType<typeof templatesOf>>;

/** Of the templates of one face, which have length one. */
function cosine(a: Templates, b: Templates, face: number): number {
  const [from, to] = [face * a.dimension, (face + 1) * a.dimension];
  const other = b.templates.subarray(from, to);
  return a.templates.subarray(from, to).reduce((sum, v, i) => sum + v * other[i]!, 0);
}

function fnmrOf(trials: SubjectTrials, fmr: number): string {
  const at = bootstrapFnmrAtFmr(trials, fmr);
  if (at.kind === 'unsupported') return at.reason;
  const [estimate, lower, upper] = [at.estimate, at.lower, at.upper].map((share) => (100 * share).toFixed(2));
  return `${estimate} % (${lower} – ${upper})`;
}

function differenceOf(trials: SubjectTrials, reference: SubjectTrials, fmr: number): string {
  const compared = compareSystems(trials, reference, fmr);
  if (compared.kind === 'unsupported') return compared.reason;
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(2)}`;
  return `${points(compared.difference)} (${points(compared.lower)} to ${points(compared.upper)}), ${compared.verdict}`;
}

function costOf(trials: SubjectTrials, exact: SubjectTrials, fmr: number): string {
  const compared = compareSystems(trials, exact, fmr);
  return compared.kind === 'unsupported' ? 'not measured' : compared.verdict;
}

/** Faster where three quarters of the turns were. */
function gainOf(
  variant: string,
  baseline: string,
  batch: number,
  times: ReadonlyMap<string, readonly number[]>,
): string {
  const [own, other] = [times.get(`${variant} ${batch}`)!, times.get(`${baseline} ${batch}`)!];
  const ratios = own.map((ms, i) => ms / other[i]!);
  const gain = (1 / quantile(ratios, 0.5)).toFixed(1);
  if (quantile(ratios, 0.75) < 0.97) return `${gain} times as fast as ${baseline} at batch ${batch}`;
  const word = quantile(ratios, 0.25) > 1.03 ? 'slower' : 'no faster';
  return `${word} than ${baseline} at batch ${batch}`;
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
}
