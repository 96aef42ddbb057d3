// `likeness data split`: a data set gets its parts, or the parts that it has are checked.

import { type Command, Option } from 'commander';
import type { Leak, PartSummary, Split, SplitCheck, Suspects } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { finite, jsonOption, modelOption, nameList, seedNumber, whole, word } from '../../options.js';
import { count, painter, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Split a data set into train, calibrate and test, by whole subjects: what is learned on one part says
nothing of how well its own people would be known, so nobody may be in two. Parts are alike in how many pictures a
subject has, in who has documents, and in the attributes of --stratify; each has its share of the subjects and of the
mated pairs, within rounding. The same pictures, options and seed give the same parts.

Before anything is written, all of the data set is searched for people who would be in two parts all the same:
  - one picture under two names: the same file, or made from the same
  - nearly one picture under two names: nearer than by chance, hashes and faces
  - one person under two names: by the probability of that, from all pictures of
    both and from how many pairs of people there are
  - with --unseen-by, somebody to calibrate or test with whom that model was
    trained on, or one that it was trained from

If suspects would be parted, the split is refused with the evidence. \`likeness data clean\` mends labels that are
wrong; --keep-together puts suspects into one part, whether they are one person or twins. Nobody is ever left out.

A data set that has parts keeps them: --extend places subjects that came later and leaves everybody else where they
are, so that no model is tested on whom it was trained on; --anew deals all of them out again. Each is a change that
\`likeness data undo\` takes back. --check searches the parts that there are, and writes nothing.`;

const EPILOGUE = `
Exit codes:
  0 done; with --check: the parts are apart   1 --check: they are not   2 wrong use, bad input, or a split refused
  130 interrupted

Examples:
  $ likeness data split people --stratify sex,region
  $ likeness data split people --train 0.8 --calibrate 0 --test 0.2 --keep-together
  $ likeness data ingest more people && likeness data split people --extend
  $ likeness data split people --check --unseen-by my-base --json`;

const EXIT_LEAKS = 1;

/** So many leaks are shown; --json has all. */
const SHOWN = 20;

interface Options {
  readonly train: number;
  readonly calibrate: number;
  readonly test: number;
  readonly seed: number;
  readonly stratify?: readonly string[];
  readonly keepTogether?: true;
  readonly extend?: true;
  readonly anew?: true;
  readonly check?: true;
  readonly unseenBy?: string;
  readonly model?: string;
  readonly threads?: number;
  readonly json?: true;
}

export function addSplit(data: Command, terminal: Terminal): void {
  data
    .command('split')
    .summary('train, calibrate and test, by whole subjects, checked for leaks')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .option('--train <share>', 'of the subjects', finite, 0.6)
    .option('--calibrate <share>', 'of the subjects', finite, 0.2)
    .option('--test <share>', 'of the subjects; the three together are 1', finite, 0.2)
    .option('--seed <n>', 'of the draw', seedNumber, 1)
    .option('--stratify <names>', 'attributes that the parts are to have alike: sex,region', nameList)
    .option('--keep-together', 'put subjects who may be one person into one part')
    .addOption(new Option('--extend', 'keep the parts there are, and place new subjects').conflicts('anew'))
    .option('--anew', 'deal everybody out again')
    .addOption(
      new Option('--check', 'search the parts there are for leaks, and write nothing').conflicts([
        'extend',
        'anew',
        'keepTogether',
      ]),
    )
    .option('--unseen-by <model>', 'a model made by `likeness train`: whom it saw goes to train', word)
    .addOption(modelOption())
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) => split(terminal, path, options));
}

async function split(terminal: Terminal, path: string, options: Options): Promise<void> {
  const { checkSplit, openDataset, splitDataset } = await import('../../../workbench/index.js');
  const { defaultEmbedder, ModelStore, likenessHome } = await import('../../../face/index.js');
  const { train, calibrate, test, seed, stratify = [], threads, unseenBy, json } = options;
  const dataset = await openDataset(path);
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const { model = await defaultEmbedder(home) } = options;
  const searched = <T>(
    work: (search: Parameters<typeof checkSplit>[1] & { readonly signal: AbortSignal }) => Promise<T>,
  ): Promise<T> =>
    interruptible((signal) => {
      const progress = startProgress(terminal);
      return work({
        model,
        stratify,
        ...(threads && { threads }),
        ...(unseenBy && { unseenBy }),
        home,
        store: new ModelStore(home),
        signal,
        onProgress: progress.report,
      }).finally(progress.done);
    });
  if (options.check) {
    const checked = await searched((search) => checkSplit(dataset, search));
    if (json) printJson(terminal, { dataset: dataset.name, ...checked });
    else printLines(terminal, await checkLines(terminal, dataset.name, checked));
    if (checked.leaks.length > 0) terminal.exitCode = EXIT_LEAKS;
    return;
  }
  const existing = options.extend ? 'extend' : options.anew ? 'anew' : 'refuse';
  const { dataset: written, ...made } = await searched((search) =>
    splitDataset(dataset, {
      ...search,
      shares: { train, calibrate, test },
      seed,
      ...(options.keepTogether && { keepTogether: true }),
      existing,
    }),
  );
  if (json) printJson(terminal, { dataset: written.name, ...made });
  else printLines(terminal, await splitLines(written.name, made));
}

async function checkLines(
  terminal: Terminal,
  name: string,
  { leaks, together, search, parts }: SplitCheck,
): Promise<string[]> {
  const paint = painter(terminal.out, terminal.env);
  const cases = `${count(leaks.length)} ${leaks.length === 1 ? 'leak' : 'leaks'}`;
  const verdict =
    leaks.length === 0
      ? paint(`${name}: no leak found between the parts`, 'bold', 'green')
      : paint(`${name}: ${cases} between the parts`, 'bold', 'red');
  return [
    verdict,
    ...(await leakLines(leaks)),
    '',
    ...partLines(parts),
    '',
    ...searchLines(search),
    ...(await togetherLines(together)),
  ];
}

async function leakLines(leaks: readonly Leak[]): Promise<string[]> {
  const { describeLeak } = await import('../../../workbench/index.js');
  const rest = leaks.length - SHOWN;
  return [
    ...leaks
      .slice(0, SHOWN)
      .flatMap(describeLeak)
      .map((line) => `  ${line}`),
    ...(rest > 0 ? [`  and ${count(rest)} more: see --json`] : []),
  ];
}

async function splitLines(name: string, made: Omit<Split, 'dataset'>): Promise<string[]> {
  const { placed, toTrain, parts, search, together } = made;
  return [
    `${name}: ${count(placed)} subjects placed`,
    '',
    ...partLines(parts),
    '',
    ...(toTrain.length > 0
      ? [`${count(toTrain.length)} subjects went to train, since the model was trained on them`]
      : []),
    ...searchLines(search),
    ...(await togetherLines(together)),
  ];
}

function partLines(parts: readonly PartSummary[]): string[] {
  const share = (of: number, all: number) => (all === 0 ? '' : `${((100 * of) / all).toFixed(1)} %`);
  const total = (of: (part: PartSummary) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const columns = (['subjects', 'pictures', 'matedPairs'] as const).map((column) => ({
    of: (part: PartSummary) => part[column],
    all: total((part) => part[column]),
  }));
  const rows = parts.map((part) => [
    part.part ?? 'none',
    ...columns.flatMap(({ of, all }) => [count(of(part)), share(of(part), all)]),
  ]);
  const names = Object.keys(parts[0]?.attributes ?? {});
  return [
    ...table(rightAligned([['part', 'subjects', '', 'pictures', '', 'mated pairs', ''], ...rows])),
    ...names.flatMap((attribute) => ['', ...attributeLines(parts, attribute)]),
  ];
}

function attributeLines(parts: readonly PartSummary[], attribute: string): string[] {
  const values = [...new Set(parts.flatMap((part) => Object.keys(part.attributes[attribute] ?? {})))];
  const rows = values.map((value) => [
    value,
    ...parts.map((part) => {
      const n = part.attributes[attribute]?.[value] ?? 0;
      return `${count(n)} (${((100 * n) / Math.max(1, part.subjects)).toFixed(1)} %)`;
    }),
  ]);
  return table(rightAligned([[attribute, ...parts.map(({ part }) => part ?? 'none')], ...rows]));
}

/** All columns but the first. */
function rightAligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column]!))));
}

function searchLines({ model, samePerson, nearDuplicates, unknownTraining }: SplitCheck['search']): string[] {
  return [
    `searched with ${model.name} ${model.digest.slice(0, 12)}`,
    'reason' in samePerson
      ? `  one person under two names: not searched for: ${samePerson.reason}`
      : `  one person under two names: ${count(samePerson.pairs)} pairs of subjects; of those suspected ${samePerson.expectedFalse.toFixed(1)} are expected to be two people`,
    `  nearly one picture: ${count(nearDuplicates.close)} pairs of two subjects with like hashes${nearDuplicates.scoreLimit === null ? '' : `, copies from score ${nearDuplicates.scoreLimit.toFixed(4)} on`}; of chance ${nearDuplicates.expectedFalse} expected`,
    ...unknownTraining.map(
      (name) => `  whom ${name} was trained on is not on record, and was not looked for`,
    ),
  ];
}

async function togetherLines(together: readonly Suspects[]): Promise<string[]> {
  if (together.length === 0) return [];
  const { describeEvidence } = await import('../../../workbench/index.js');
  const rest = together.length - SHOWN;
  return [
    '',
    'in one part, or in none, and so no leak; look at them all the same:',
    ...together
      .slice(0, SHOWN)
      .flatMap(({ subjects, evidence }) => [subjects.join(' and '), ...describeEvidence(evidence)])
      .map((line) => `  ${line}`),
    ...(rest > 0 ? [`  and ${count(rest)} more: see --json`] : []),
  ];
}
