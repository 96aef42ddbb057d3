// What each part of a model for documents buys: the embedder as it is, heads over its templates, a crowd of strangers;
// chosen on some people by cross-validation, measured on others whom nothing has seen.
//   npm run study:documents -- --work DATASET [--trained NAME]… [--out studies/results/documents.md]
//
// DATASET is what `npx tsx studies/documents/prepare.ts DATASET` makes.
// --trained measures models of the registry beside, as `likeness train` left them.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { likenessHome, ModelStore } from '../../src/face/index.js';
import { bootstrapFnmrAtFmr, compareSystems, holm, type SubjectTrials } from '../../src/trials/index.js';
import { openDataset } from '../../src/workbench/datasets/dataset.js';
import { bothSides } from '../../src/workbench/recipes/adapter/portraits.js';
import type { AdapterRecipe } from '../../src/workbench/recipes/adapter/recipe.js';
import { fitAdapter } from '../../src/workbench/recipes/adapter/trainAdapter.js';
import { parseRecipe } from '../../src/workbench/recipes/index.js';
import { ScoringEngine } from '../../src/workbench/scoring/scoringEngine.js';
import { datasetTemplates } from '../../src/workbench/templates/datasetTemplates.js';
import { type Embedded, evenly, folds, MOST_SELFIES, some, trialsUnder } from './measuring.js';

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    base: { type: 'string', default: 'accurate' },
    trained: { type: 'string', multiple: true, default: [] },
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

/** The steps of the ladder, each by its best candidate in cross-validation. */
const LADDER: readonly { readonly step: string; readonly among: readonly string[] }[] = [
  { step: '+ adapter for documents', among: ['offset', 'document head'] },
  {
    step: '+ siblings',
    among: ['siblings', 'siblings, margin 0.1', 'siblings, hidden 512', 'one head for both'],
  },
  { step: '+ crowd alone', among: ['crowd alone'] },
  {
    step: '+ adapter and crowd',
    among: Object.keys(CANDIDATES).filter((name) => name.startsWith('offset, crowd')),
  },
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
const base = await embed(values.base);
const [train, test] = (['train', 'test'] as const).map((part) =>
  evenly(some(base, (record) => record.part === part)),
) as [Embedded, Embedded];
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
    const parts =
      change &&
      (
        await fit(
          change,
          some(train, ({ subject }) => !fold.has(subject)),
        )
      ).parts;
    const trials = await trialsUnder(
      parts,
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

/** At the rate that decides, 1e-3. */
const bestOf = (names: readonly string[]): string =>
  cross.filter(({ name }) => names.includes(name)).sort((a, b) => a.misses[1]! - b.misses[1]!)[0]!.name;

const frozen = await trialsUnder(undefined, test, engine);
const rungs: { step: string; what: string; trials: SubjectTrials }[] = [];
for (const { step, among } of LADDER) {
  const what = bestOf(among);
  const { parts } = await fit(CANDIDATES[what]!, train);
  rungs.push({ step, what, trials: await trialsUnder(parts, test, engine) });
  say(`${step}: ${what}`);
}
for (const name of values.trained) {
  const own = evenly(some(await embed(name), (record) => record.part === 'test'));
  rungs.push({
    step: name,
    what: 'as `likeness train` left it',
    trials: await trialsUnder(undefined, own, engine),
  });
}
await engine.close();

const percent = (share: number) => (100 * share).toFixed(2);
const tar = (trials: SubjectTrials, fmr: number): string => {
  const found = bootstrapFnmrAtFmr(trials, fmr, { replicates: REPLICATES });
  if (found.kind !== 'interval') return 'refused';
  return `${percent(1 - found.estimate)} (${percent(1 - found.upper)}–${percent(1 - found.lower)})`;
};
const paired = FMRS.map((fmr) => {
  const found = rungs.map(({ trials }) => compareSystems(trials, frozen, fmr, { replicates: REPLICATES }));
  const adjusted = holm(found.map((one) => (one.kind === 'comparison' ? one.pValue : 1)));
  return found.map((one, i) => {
    if (one.kind !== 'comparison') return '–';
    const change = one.difference / one.b.fnmr;
    return `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(0)} % (${(100 * one.lower).toFixed(1)} to ${(100 * one.upper).toFixed(1)} points, p ${adjusted[i]! < 0.001 ? '< 0.001' : adjusted[i]!.toFixed(3)})`;
  });
});
const people = (of: Embedded) => new Set(of.records.map(({ subject }) => subject)).size;
const documentsOf = (of: Embedded) => of.records.filter(({ sourceType }) => sourceType === 'document').length;
const table = [
  '# Documents against selfies: what each part buys',
  '',
  `Made by \`npm run study:documents\` over \`${values.base}\`. Learned and chosen on ${people(train)} subjects of lfw-dev (${documentsOf(train)} documents), measured on ${people(test)} others`,
  `(${documentsOf(test)} documents, ${test.records.length - documentsOf(test)} selfies; every document against every selfie of another capture: ${frozen.mated.scores.length.toLocaleString('en')} mated, ${frozen.nonMated.trials.toLocaleString('en')} non-mated comparisons).`,
  `At most ${MOST_SELFIES} selfies of each subject: a few people own most of LFW, and would be all of the rate.`,
  'Documents are made of photographs by `likeness data degrade`. Failures to acquire count as misses. 95 % intervals: bootstrap over subjects; change: share of the',
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
  `## How it was chosen: ${FOLDS}-fold cross-validation by subject on the part train alone`,
  '',
  '| candidate | FNMR at FMR 1e-2, % | at 1e-3, % |',
  '|---|---|---|',
  ...cross.map(({ name, misses }) => `| ${name} | ${misses.map(percent).join(' | ')} |`),
  '',
].join('\n');
process.stdout.write(table);
if (values.out) writeFileSync(values.out, table);
