// `likeness evaluate`: from a folder of photographs to a report that can be handed over.

import { join } from 'node:path';
import type { Command } from 'commander';
import { LikenessError } from '../../errors.js';
import type { Part, Report } from '../../workbench/index.js';
import { comparisonLines, leaderboardLines } from '../evaluationVerdict.js';
import { interruptible } from '../interrupt.js';
import { finite, jsonOption, partOption, whole, word } from '../options.js';
import { painter, printJson, printLines } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import { makeFolder, save } from '../save.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Measure models on your own photographs: which error rates may be claimed, with which certainty, and which
may not. Every picture is embedded once and kept in LIKENESS_HOME/cache, so a run that was interrupted goes on where
it stood. Writes report.json, and report.html: one page without scripts that can be handed over or printed, with the
verdict first, then DET, score distributions, calibration, groups, quality, failures to acquire and the hardest
pairs with their pictures. It shows photographs of people: keep it like them.

A data set is a folder with one folder of pictures a subject: <folder>/<Subject>/*.jpg, or
<folder>/images/<Subject>/*.jpg, or what \`likeness data ingest\` made, of which --part names a part. In a picture of several people the face nearest to the centre counts.

Several models give a leaderboard at equal FMR, on the same comparisons, with paired tests.
With --compare two reports of the same data and protocol are set side by side instead.`;

const EPILOGUE = `
Protocols:
  all-pairs   every picture against every other (default): the strictest use of a data set
  documents   every document or chip portrait as reference against every selfie as probe, which is what a
              verification does; a data set says which is which (sourceType), see \`likeness data ingest --help\`
  lfw         the ten folds of <dataset>/pairs.txt (Labeled Faces in the Wild, View 2)
  FILE.csv    the pairs of a CSV file: mated,reference,probe with mated 1 or 0 and paths as in the data set;
              looked for in the data set's folder, then as it is given; a fourth column, kind, may say how impostors
              were chosen (\`likeness data pairs\`): those called random set the thresholds, at which every
              other kind is shown apart
Two pictures of one capture, copies or one made from the other (\`likeness data degrade\`), are never compared by
all-pairs and documents: their likeness says nothing of the face.

Exit codes:
  0 done   1 --compare: the second model is worse   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness evaluate accurate fast --dataset photos
  $ likeness evaluate my-model --dataset people --part test --protocol documents
  $ likeness evaluate accurate --dataset photos --protocol pairs.csv --groups groups.csv --fmr 1e-3
  $ likeness evaluate accurate fast --dataset people --robustness
  $ likeness evaluate --compare old/report.json new/report.json`;

/** Enough for an interval to be worth drawing, few enough for some minutes. */
const ROBUSTNESS_SUBJECTS = 40;

interface Options {
  readonly json?: true;
  readonly dataset?: string;
  readonly part?: Part;
  readonly protocol: string;
  readonly groups?: string;
  readonly fmr: number;
  readonly gallery?: number;
  readonly robustness?: true | number;
  readonly out: string;
  readonly compare?: true;
  readonly replicates: number;
  readonly seed: number;
  readonly threads?: number;
}

export function addEvaluate(program: Command, terminal: Terminal): void {
  program
    .command('evaluate')
    .summary('measure models on your own photographs, as an auditor would')
    .description(prose(ABOUT))
    .argument('<model...>', 'models to measure: accurate, fast, or others of `likeness models list`')
    .option('--dataset <folder>', 'the photographs', word)
    .addOption(partOption())
    .option('--protocol <name>', 'which pairs to compare', word, 'all-pairs')
    .option(
      '--groups <file.csv>',
      'groups of the subjects: subject,attribute,… as columns (default: those of the data set)',
      word,
    )
    .option('--fmr <rate>', 'the false match rate to decide by', finite, 1e-4)
    .option(
      '--gallery <subjects>',
      'size of the gallery for 1:N identification (default: half the subjects)',
      whole,
    )
    .option(
      '--robustness [subjects]',
      `degrade a photograph of so many subjects (default ${ROBUSTNESS_SUBJECTS}) by every effect of \`likeness data degrade\`, at five severities: minutes a model`,
      whole,
    )
    .option('--out <folder>', 'where the report goes', word, 'likeness-report')
    .option('--compare', 'take two report.json instead of models: is the second model better?')
    .option('--replicates <n>', 'bootstrap replicates', whole, 1000)
    .option('--seed <n>', 'of the bootstrap and of every draw', whole, 1)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((given: readonly string[], options: Options) =>
      options.compare ? compare(terminal, given, options) : evaluate(terminal, given, options),
    );
}

async function evaluate(terminal: Terminal, models: readonly string[], options: Options): Promise<void> {
  const workbench = await import('../../workbench/index.js');
  const { dataset, out, json, robustness, ...rest } = options;
  if (dataset === undefined)
    throw new LikenessError('usage', 'say with --dataset which photographs to measure on');
  await makeFolder(out);
  const { report, pictures } = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    const home = terminal.env.LIKENESS_HOME;
    return workbench
      .evaluate({
        ...rest,
        models,
        dataset,
        ...(robustness && { robustness: robustness === true ? ROBUSTNESS_SUBJECTS : robustness }),
        ...(home ? { home } : {}),
        signal,
        onProgress: progress.report,
      })
      .finally(progress.done);
  });
  const [data, page] = [join(out, 'report.json'), join(out, 'report.html')];
  await save(data, `${JSON.stringify(report)}\n`);
  await save(page, workbench.renderPage(report, pictures));
  if (json) printJson(terminal, withoutEvidence(report));
  else {
    const paint = painter(terminal.out, terminal.env);
    printLines(terminal, [...leaderboardLines(report, paint), '', paint(`${page}  ${data}`, 'dim')]);
  }
}

/** Megabytes of scores are for the file, not for the screen. */
const withoutEvidence = (report: Report): Report => ({
  ...report,
  models: report.models.map((model) => ({ ...model, evidence: null })),
});

const EXIT_WORSE = 1;

async function compare(terminal: Terminal, files: readonly string[], options: Options): Promise<void> {
  const { compareReports, readReport } = await import('../../workbench/index.js');
  const [first, second, ...more] = files;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new LikenessError('usage', `--compare takes two report.json, got ${files.length}`);
  }
  const comparisons = compareReports(await readReport(first), await readReport(second), options);
  if (options.json) printJson(terminal, comparisons);
  else printLines(terminal, comparisonLines(comparisons, painter(terminal.out, terminal.env)));
  const [decisive] = comparisons;
  const isWorse = decisive?.result.kind === 'difference' && decisive.result.verdict === 'worse';
  if (isWorse) terminal.exitCode = EXIT_WORSE;
}
