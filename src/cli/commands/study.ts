// `likeness study`: which recipe, and what each choice of it is worth.

import { join } from 'node:path';
import type { Command } from 'commander';
import type { Alternative, SearchedOption, StudyReport } from '../../workbench/index.js';
import { interruptible } from '../interrupt.js';
import { jsonOption, whole, word } from '../options.js';
import { count, type Paint, painter, printJson, printLines, rate, signed, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import { makeFolder, save } from '../save.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `How is the model to be designed, and why? Give a recipe and the choices that are to be made about it, each
with its options. On the part \`train\` alone, in folds of whole subjects, the options of each choice race one another:
whoever misses more than the leader by more than chance is stopped, the best is taken. Then what was taken, what each
choice would else have been, and the base before any training are measured once on the part \`test\`, whose people no
choice saw: FNMR with its interval, the paired difference, and p adjusted for the number of tests. Where the data can tell
nothing apart, it says so.

Writes study.html and study.json, and the recipe that was taken as <name>.recipe.json, ready for \`likeness train\`. With
--file the model is filed at once, with the study in its papers: \`likeness models card\` shows what each choice is worth.

Everything that was measured is kept in LIKENESS_HOME/studies: the same command goes on where it was interrupted, and an
option that is added later is all that is trained anew.`;

const EPILOGUE = `
A study:
  {
    "recipe": { "kind": "adapter", "name": "documents", "dataset": "people" },
    "choices": [
      { "choice": "heads",
        "options": { "offset": { "heads": "offset" }, "siblings": { "heads": "siblings" } } },
      { "choice": "crowd",
        "options": { "none": { "crowd": null }, "ten nearest": { "crowd": { "nearest": 10 } } } }
    ]
  }
An option is laid over the recipe: objects field by field, all else replaced, null included. Choices are made in their order.

Also in a study, with what holds where they are left out:
  "name": of the recipe    "fmr": 1e-3    "folds": 3    "seed": 1    "atOnce": 1 (recipes that are trained side by side)

Exit codes:
  0 done   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness study documents-study.json
  $ likeness study documents-study.json --file && likeness models card documents
  $ likeness study documents-study.json --json | jq '.proof.alternatives[] | {option, verdict}'`;

interface Options {
  readonly out: string;
  readonly file?: true;
  readonly threads?: number;
  readonly json?: true;
}

export function addStudy(program: Command, terminal: Terminal): void {
  program
    .command('study')
    .summary('search over recipes, and prove what each choice is worth')
    .description(prose(ABOUT))
    .argument('<study>', 'a JSON file')
    .option('--out <folder>', 'where page, figures and recipe go', word, 'likeness-study')
    .option('--file', 'train what was taken and file it in the registry, with the study in its papers')
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) => study(terminal, path, options));
}

interface Filed {
  readonly name: string;
  readonly digest: string;
}

async function study(terminal: Terminal, path: string, { out, file, threads, json }: Options): Promise<void> {
  const { fileStudied, readStudy, renderStudy, requireStudyName, runStudy } = await import(
    '../../workbench/index.js'
  );
  const { likenessHome } = await import('../../face/index.js');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const asked = await readStudy(path);
  if (file) await requireStudyName(asked, home);
  await makeFolder(out);
  const files = {
    page: join(out, 'study.html'),
    report: join(out, 'study.json'),
    recipe: join(out, `${asked.name}.recipe.json`),
  };
  const { report, filed } = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    const working = {
      ...{ home, signal, onProgress: progress.report },
      ...(threads ? { threads } : {}),
      command: `likeness study ${path}${file ? ' --file' : ''}`,
    };
    try {
      const result = await runStudy(asked, working);
      // Before anything is filed, so that a study of hours is not lost with it.
      await save(files.report, `${JSON.stringify(result.report, null, 2)}\n`);
      await save(files.page, renderStudy(result.report));
      await save(files.recipe, `${JSON.stringify(result.recipe.settings, null, 2)}\n`);
      return { report: result.report, filed: file ? modelOf(await fileStudied(result, working)) : null };
    } finally {
      progress.done();
    }
  });
  if (json) printJson(terminal, { ...report, files, filed });
  else printLines(terminal, linesOf(report, files, filed, painter(terminal.out, terminal.env)));
}

const modelOf = ({ model }: { model: { name: string; sha256: string } }): Filed => ({
  name: model.name,
  digest: model.sha256,
});

function linesOf(
  report: StudyReport,
  files: { readonly page: string; readonly report: string; readonly recipe: string },
  filed: Filed | null,
  paint: Paint,
): string[] {
  const { study, dataset, train, test, search, proof, answers } = report;
  const head = (rows: string[][]) =>
    table(rows, (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)).map((line) => `  ${line}`);
  return [
    `${paint(study.name, 'bold')}: ${study.kind} on ${dataset.name}, FNMR at FMR ${rate(study.fmr)}`,
    '',
    paint(`Searched on ${count(train.subjects)} subjects of the part train, ${study.folds} folds`, 'bold'),
    ...head([
      ['choice', 'option', 'folds', 'FNMR', 'from what was taken', ''],
      ...search.flatMap(({ choice, options }) =>
        options.map((option, i) => searchRow(i === 0 ? choice : '', option, study.folds)),
      ),
    ]),
    '',
    paint(
      `What each choice is worth, on ${count(test.mated)} subjects of the part test, whom no choice saw`,
      'bold',
    ),
    ...head([
      ['', 'FNMR', 'difference', 'p, adjusted', ''],
      ['as taken', interval(proof.fnmr), '', '', ''],
      ...proof.alternatives.map(proofRow),
    ]),
    '',
    ...answers.flatMap(({ choice, taken, statements }) => [
      `${paint(`${choice}: ${taken}`, 'bold')} was taken.`,
      ...statements.map((statement) => `  ${statement}`),
    ]),
    '',
    ...(filed
      ? [`filed: ${filed.name} ${filed.digest.slice(0, 12)}`, `  $ likeness models card ${filed.name}`]
      : [`  $ likeness train ${files.recipe}`]),
    paint(`${files.page}  ${files.report}`, 'dim'),
  ];
}

function searchRow(choice: string, option: SearchedOption, folds: number): string[] {
  const { difference, stopped, taken } = option;
  return [
    choice,
    option.option,
    `${option.folds}`,
    interval(option.fnmr),
    difference ? points(difference) : '',
    stopped
      ? `stopped after fold ${option.folds}`
      : taken
        ? `taken${option.folds < folds ? ': all others were stopped' : ''}`
        : '',
  ];
}

const proofRow = ({ choice, option, fnmr, difference, verdict }: Alternative): string[] => [
  choice === null ? `before training: ${option}` : `${choice}: ${option} instead`,
  interval(fnmr),
  points(difference),
  difference.adjusted < 0.001 ? '< 0.001' : String(Number(difference.adjusted.toPrecision(2))),
  verdict,
];

const interval = ({ rate: value, lower, upper }: SearchedOption['fnmr']): string => {
  const percent = (share: number) => (100 * share).toFixed(2);
  return `${percent(value)} % (${percent(lower)}–${percent(upper)} %)`;
};

const points = ({
  estimate,
  lower,
  upper,
}: Pick<Alternative['difference'], 'estimate' | 'lower' | 'upper'>): string =>
  `${signed(100 * estimate, 2)} points (${signed(100 * lower, 2)} to ${signed(100 * upper, 2)})`;
