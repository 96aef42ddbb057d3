// `likeness train`: from a recipe to a model in the registry.

import type { Command } from 'commander';
import { LikenessError } from '../../errors.js';
import type { FiledRecipe, Finding } from '../../workbench/index.js';
import { interruptible } from '../interrupt.js';
import { jsonOption, whole, word } from '../options.js';
import { count, type Paint, painter, printJson, printLines, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Train what a recipe says, on the part \`train\` of its data set, and file it in the registry with its training
record: whom it saw, how, and why so. A recipe is a JSON file of which only kind, name and dataset must be given;
everything else has a default, and a recipe and its seed give the same model again. Some subjects are kept from
training and watched: the state that serves them best is the one that is kept. Evaluate it on the part \`test\` before
you believe it.

A run that was interrupted goes on where it stood when the same command is given again.`;

const EPILOGUE = `
A recipe:
  { "kind": "adapter", "name": "documents", "dataset": "people" }

Exit codes:
  0 trained   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness train --recipes                 every kind, with all its settings and their defaults
  $ likeness train documents.json
  $ likeness evaluate accurate documents --dataset people --part test --protocol documents`;

interface Options {
  readonly json?: true;
  readonly recipes?: true;
  readonly run?: string;
  readonly threads?: number;
}

export function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .summary('train what a recipe says, and file it with its papers')
    .description(prose(ABOUT))
    .argument('[recipe]', 'a JSON file')
    .option('--recipes', 'show every kind of recipe with its settings, and train nothing')
    .option('--run <folder>', 'where checkpoints and log go (default: runs/ in LIKENESS_HOME)', word)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string | undefined, options: Options) =>
      options.recipes ? showRecipes(terminal, options) : train(terminal, path, options),
    );
}

async function train(
  terminal: Terminal,
  path: string | undefined,
  { json, run, threads }: Options,
): Promise<void> {
  if (path === undefined)
    throw new LikenessError('usage', 'give a recipe, or --recipes to see what one may hold');
  const { fileRecipe, readRecipe } = await import('../../workbench/index.js');
  const { likenessHome } = await import('../../face/index.js');
  const { showTraining } = await import('../../autograd/index.js');
  const recipe = await readRecipe(path);
  const filed = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    const show = showTraining(terminal.err);
    return fileRecipe(recipe, {
      home: terminal.env.LIKENESS_HOME || likenessHome(),
      command: `likeness train ${path}`,
      ...(run ? { folder: run } : {}),
      ...(threads ? { threads } : {}),
      signal,
      onProgress: progress.report,
      onEvent: (event) => {
        progress.done();
        show(event);
      },
    }).finally(progress.done);
  });
  if (json) printJson(terminal, answerOf(filed));
  else printLines(terminal, linesOf(filed, painter(terminal.out, terminal.env)));
}

const answerOf = ({ recipe, model, product, dataset, used, findings, folder }: FiledRecipe) => ({
  recipe: recipe.settings,
  product: product.kind,
  model: { name: model.name, digest: model.sha256, bytes: model.bytes },
  dataset: { name: dataset.name, version: dataset.version },
  trainedOn: { subjects: new Set(used.map(({ subject }) => subject)).size, pictures: used.length },
  findings,
  run: folder,
});

function linesOf(filed: FiledRecipe, paint: Paint): string[] {
  const { recipe, model, product, used, findings, dataset } = filed;
  const subjects = new Set(used.map(({ subject }) => subject)).size;
  const what =
    product.kind === 'model'
      ? `${model.name} ${model.sha256.slice(0, 12)}`
      : `a calibration of ${model.name}`;
  return [
    paint(`trained: ${what}`, 'bold'),
    `on ${count(used.length)} pictures of ${count(subjects)} subjects of ${dataset.name}`,
    '',
    ...table([['', 'before', 'after'], ...findings.map(rowOf)], (cell, row) =>
      row === 0 ? paint(cell, 'dim') : cell,
    ),
    '',
    paint('Figures of people who were watched helped to choose what was kept. What may be believed:', 'dim'),
    `  $ likeness evaluate ${basesOf(filed)}${model.name} --dataset ${recipe.settings.dataset} --part test${comparesDocuments(filed) ? ' --protocol documents' : ''}`,
  ];
}

/** Whoever learnt on documents and selfies is measured on them. */
const comparesDocuments = ({ model, used }: FiledRecipe): boolean =>
  model.documentOutput !== undefined ||
  (used.some(({ sourceType }) => sourceType === 'document' || sourceType === 'chip') &&
    used.some(({ sourceType }) => sourceType === 'selfie'));

const rowOf = ({ what, before, after }: Finding): string[] => [what, before ?? '', after];

const basesOf = ({ bases, model }: FiledRecipe): string =>
  bases.map(({ name, digest }) => (digest === model.sha256 ? '' : `${name} `)).join('');

async function showRecipes(terminal: Terminal, { json }: Options): Promise<void> {
  const { usualRecipes } = await import('../../workbench/index.js');
  const recipes = usualRecipes();
  if (json) {
    printJson(terminal, recipes);
    return;
  }
  const paint = painter(terminal.out, terminal.env);
  printLines(
    terminal,
    recipes.flatMap(({ kind, about, settings }) => [
      `${paint(kind, 'bold')}: ${about}`,
      JSON.stringify(settings, null, 2),
      '',
    ]),
  );
}
