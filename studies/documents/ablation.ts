// What each part of a model for documents buys: the embedder as it is, heads over its templates, a crowd of strangers,
// quality in the calibration, weights trained on; chosen on some people by cross-validation, measured on others whom
// nothing has seen.
//   npm run study:documents -- --work DATASET [--tuned NAME] [--out studies/results/documents.md]
//
// DATASET is what `npx tsx studies/documents/prepare.ts DATASET` makes.
// --tuned is an embedder of the registry that `likeness train` trained on from the base; the table gives its recipe.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Calibration, likenessHome, ModelStore } from '../../src/face/index.js';
import { bootstrapFnmrAtFmr, compareSystems, holm, type SubjectTrials } from '../../src/trials/index.js';
import { openDataset } from '../../src/workbench/datasets/dataset.js';
import type { Part } from '../../src/workbench/datasets/record.js';
import { bothSides } from '../../src/workbench/recipes/adapter/portraits.js';
import type { AdapterRecipe } from '../../src/workbench/recipes/adapter/recipe.js';
import { fitAdapter } from '../../src/workbench/recipes/adapter/trainAdapter.js';
import { parseRecipe, trainRecipe } from '../../src/workbench/recipes/index.js';
import { readPapers } from '../../src/workbench/registry/index.js';
import { ScoringEngine } from '../../src/workbench/scoring/scoringEngine.js';
import { datasetTemplates } from '../../src/workbench/templates/datasetTemplates.js';
import {
  type Embedded,
  evenly,
  folds,
  MOST_SELFIES,
  some,
  type Treatment,
  trialsUnder,
} from './measuring.js';

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    base: { type: 'string', default: 'accurate' },
    tuned: { type: 'string' },
    out: { type: 'string' },
  },
});
if (!values.work) throw new Error('give --work: the data set that studies/documents/prepare.ts makes');

const FOLDS = 3;
const FMRS = [1e-2, 1e-3] as const;
const REPLICATES = 1000;

/** What is tried on the part `train` alone; each differs from the recipe's defaults in what it says. */
const CANDIDATES: Readonly<Record<string, object>> = {
  offset: { heads: 'offset', crowd: null },
  'document head': { heads: 'documents', crowd: null },
  siblings: { heads: 'siblings', crowd: null },
  'siblings, margin 0.1': { heads: 'siblings', crowd: null, loss: { margin: 0.1 } },
  'siblings, hidden 512': { heads: 'siblings', crowd: null, hidden: 512 },
  'one head for both': { heads: 'shared', crowd: null },
  'crowd alone': { heads: 'none' },
  'offset, crowd': { heads: 'offset' },
  'offset, crowd, weight 0.4': { heads: 'offset', crowd: { weight: 0.4 } },
  'offset, crowd, weight 0.6': { heads: 'offset', crowd: { weight: 0.6 } },
  'offset, crowd, 10 nearest': { heads: 'offset', crowd: { nearest: 10 } },
  'offset, crowd, means of 4': { heads: 'offset', crowd: { people: 4 } },
  'siblings, crowd': { heads: 'siblings' },
  'one head for both, crowd': { heads: 'shared' },
};

const WITH_BOTH = Object.keys(CANDIDATES).filter((name) => name.startsWith('offset, crowd'));

/** The steps of the ladder, each by its best candidate in cross-validation. */
const LADDER: readonly { readonly step: string; readonly among: readonly string[] }[] = [
  { step: '+ adapter for documents', among: ['offset', 'document head'] },
  {
    step: '+ siblings',
    among: ['siblings', 'siblings, margin 0.1', 'siblings, hidden 512', 'one head for both'],
  },
  { step: '+ crowd alone', among: ['crowd alone'] },
  { step: '+ adapter and crowd', among: WITH_BOTH },
  { step: '+ siblings and crowd', among: ['siblings, crowd', 'one head for both, crowd'] },
];

const home = likenessHome();
const store = new ModelStore(home);
const say = (text: string) => process.stderr.write(`${text}\n`);
const dataset = await openDataset(values.work);
const embed = async (name: string): Promise<Embedded> => {
  const { acquired, model } = await datasetTemplates(name, dataset.records, { home, store });
  return { records: dataset.records, acquired, dimension: model.templateLength };
};
const partOf = (embedded: Embedded, part: Part) => evenly(some(embedded, (record) => record.part === part));
const base = await embed(values.base);
const [train, test] = [partOf(base, 'train'), partOf(base, 'test')];
const engine = await ScoringEngine.open();

const recipeOf = (change: object): AdapterRecipe =>
  parseRecipe(
    { kind: 'adapter', name: 'study', dataset: '.', base: values.base, ...change },
    'the study',
    '/',
  ).settings as AdapterRecipe;

const fit = (change: object, people: Embedded) =>
  fitAdapter(recipeOf(change), bothSides(people.records, people.acquired, people.dimension), {
    folder: mkdtempSync(join(tmpdir(), 'study-')),
  });

const missesOf = (trials: SubjectTrials, fmr: number): number => {
  const found = bootstrapFnmrAtFmr(trials, fmr, { replicates: 100 });
  return found.kind === 'interval' ? found.estimate : Number.NaN;
};

interface Chosen {
  readonly name: string;
  /** Mean over the folds of the FNMR at each FMR. */
  readonly misses: readonly number[];
}

/** Nothing but the part `train` is looked at. */
async function crossValidate(name: string, change: object | undefined): Promise<Chosen> {
  const sums = FMRS.map(() => 0);
  for (const fold of folds(train, FOLDS)) {
    const others = some(train, ({ subject }) => !fold.has(subject));
    const trials = await trialsUnder(
      change ? { parts: (await fit(change, others)).parts } : {},
      some(train, ({ subject }) => fold.has(subject)),
      engine,
    );
    FMRS.forEach((fmr, i) => {
      sums[i]! += missesOf(trials, fmr) / FOLDS;
    });
  }
  say(`${name}: ${sums.map((share) => (100 * share).toFixed(2)).join(' ')}`);
  return { name, misses: sums };
}

const cross = [await crossValidate('frozen', undefined)];
for (const [name, change] of Object.entries(CANDIDATES)) cross.push(await crossValidate(name, change));

/** Ways that documents were made. */
const kindsOf = ({ records }: Embedded): string[] =>
  [...new Set(records.flatMap(({ groups }) => groups.process ?? []))].sort();

/** What the recipe `calibrator` adds to scores, chosen and fitted on the part `calibrate`. */
async function calibrate(model: string): Promise<Calibration> {
  const recipe = { kind: 'calibrator', name: 'study', dataset: values.work, base: model };
  const { product } = await trainRecipe(parseRecipe(recipe, 'the study', '.'), {
    ...{ home, command: 'npm run study:documents', folder: mkdtempSync(join(tmpdir(), 'study-')) },
  });
  if (product.kind !== 'calibration') throw new Error('a calibrator makes a calibration');
  return product.calibration;
}

function wordsOf(adjustment: Calibration['adjustment']): string {
  if (!adjustment) return 'nothing helped on people left out: scores stay';
  const { referenceTypes, qualities } = adjustment;
  const types = Object.keys(referenceTypes).map((type) => `reference is a ${type}`);
  return [...types, ...qualities.map(({ component, of }) => `${component} of the ${of}`)].join(', ');
}

/** At the rate that decides, 1e-3. */
const bestOf = (names: readonly string[]): string =>
  cross.filter(({ name }) => names.includes(name)).sort((a, b) => a.misses[1]! - b.misses[1]!)[0]!.name;

const frozen = await trialsUnder({}, test, engine);
const rungs: { step: string; what: string; trials: SubjectTrials }[] = [];
async function climb(step: string, what: string, treatment: Treatment, people: Embedded): Promise<void> {
  rungs.push({ step, what, trials: await trialsUnder(treatment, people, engine) });
  say(`${step}: ${what}`);
}

for (const { step, among } of LADDER) {
  const what = bestOf(among);
  const { parts } = await fit(CANDIDATES[what]!, train);
  await climb(step, what, { parts }, test);
}
const best = { name: bestOf(WITH_BOTH), ...(await fit(CANDIDATES[bestOf(WITH_BOTH)]!, train)) };
const kinds: { kind: string; before: SubjectTrials; after: SubjectTrials }[] = [];
for (const kind of kindsOf(test)) {
  const those = some(test, ({ sourceType, groups }) => sourceType === 'selfie' || groups.process === kind);
  const [before, after] = [await trialsUnder({}, those, engine), await trialsUnder(best, those, engine)];
  kinds.push({ kind, before, after });
}
const { adjustment } = await calibrate(values.base);
await climb('+ calibrator with quality', wordsOf(adjustment), { adjustment }, test);
if (values.tuned) {
  const tuned = await embed(values.tuned);
  const [learnt, own] = [partOf(tuned, 'train'), partOf(tuned, 'test')];
  await climb('fine-tuned', `${values.tuned}, as \`likeness train\` left it`, {}, own);
  const { parts } = await fit(CANDIDATES[best.name]!, learnt);
  await climb('fine-tuned, adapter and crowd', best.name, { parts }, own);
}
await engine.close();

const percent = (share: number) => (100 * share).toFixed(2);
const tar = (trials: SubjectTrials, fmr: number): string => {
  const found = bootstrapFnmrAtFmr(trials, fmr, { replicates: REPLICATES });
  if (found.kind !== 'interval') return 'refused';
  return `${percent(1 - found.estimate)} (${percent(1 - found.upper)}–${percent(1 - found.lower)})`;
};
const medianOf = ({ mated: { scores } }: SubjectTrials): number =>
  Float64Array.from(scores).sort()[scores.length >> 1]!;

function changeOf(found: ReturnType<typeof compareSystems>, pValue?: number): string {
  if (found.kind !== 'comparison') return '–';
  const change = found.difference / found.b.fnmr;
  const points = `${(100 * found.lower).toFixed(1)} to ${(100 * found.upper).toFixed(1)} points`;
  const p = pValue ?? found.pValue;
  return `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(0)} % (${points}, p ${p < 0.001 ? '< 0.001' : p.toFixed(3)})`;
}

const paired = FMRS.map((fmr) => {
  const found = rungs.map(({ trials }) => compareSystems(trials, frozen, fmr, { replicates: REPLICATES }));
  const adjusted = holm(found.map((one) => (one.kind === 'comparison' ? one.pValue : 1)));
  return found.map((one, i) => changeOf(one, adjusted[i]));
});
const people = (of: Embedded) => new Set(of.records.map(({ subject }) => subject)).size;
const documentsOf = (of: Embedded) => of.records.filter(({ sourceType }) => sourceType !== 'selfie').length;
const tunedBy = async (name: string): Promise<string> => {
  const { sha256 } = await store.find(name);
  const { training } = await readPapers(store, sha256);
  if (training?.kind !== 'run') return 'by a recipe that is not known';
  const { dataset: _, ...recipe } = training.recipe;
  return JSON.stringify(recipe);
};
const table = [
  '# Documents against selfies: what each part buys',
  '',
  `Made by \`npm run study:documents\` over \`${values.base}\`, on what \`prepare.ts ${kindsOf(test)
    .map((kind) => `--process ${kind}`)
    .join(
      ' ',
    )}\` makes. Learned and chosen on ${people(train)} subjects of lfw-dev (${documentsOf(train)} documents), measured on ${people(test)} others`,
  `(${documentsOf(test)} documents, ${test.records.length - documentsOf(test)} selfies; every document against every selfie of another capture: ${frozen.mated.scores.length.toLocaleString('en')} mated, ${frozen.nonMated.trials.toLocaleString('en')} non-mated comparisons).`,
  `At most ${MOST_SELFIES} selfies of each subject: a few people own most of LFW, and would be all of the rate.`,
  `Documents are made of photographs by \`likeness data degrade\`. Failures to acquire count as misses. 95 % intervals: bootstrap over subjects; change: share of the`,
  'frozen embedder’s misses, with the paired difference in points and its p-value, Holm-adjusted over the rows.',
  '',
  '| | chosen | TAR at FAR 1e-2, % | change of misses | TAR at FAR 1e-3, % | change of misses |',
  '|---|---|---|---|---|---|',
  `| frozen | ${values.base} | ${tar(frozen, 1e-2)} | | ${tar(frozen, 1e-3)} | |`,
  ...rungs.map(
    ({ step, what, trials }, i) =>
      `| ${step} | ${what} | ${tar(trials, 1e-2)} | ${paired[0]![i]} | ${tar(trials, 1e-3)} | ${paired[1]![i]} |`,
  ),
  '',
  ...(values.tuned ? [`Fine-tuned: ${await tunedBy(values.tuned)}`, ''] : []),
  '## By how the document came about',
  '',
  `| | median mated score, frozen | TAR at FAR 1e-3, %, frozen | with ${best.name} | change of misses |`,
  '|---|---|---|---|---|',
  ...kinds.map(
    ({ kind, before, after }) =>
      `| ${kind} | ${medianOf(before).toFixed(3)} | ${tar(before, 1e-3)} | ${tar(after, 1e-3)} | ${changeOf(compareSystems(after, before, 1e-3, { replicates: REPLICATES }))} |`,
  ),
  '',
  `## How it was chosen: ${FOLDS}-fold cross-validation by subject on the part train alone`,
  '',
  '| candidate | FNMR at FMR 1e-2, % | at 1e-3, % |',
  '|---|---|---|',
  ...cross.map(({ name, misses }) => `| ${name} | ${misses.map(percent).join(' | ')} |`),
  '',
].join('\n');
process.stdout.write(table);
if (values.out) writeFileSync(values.out, table);
