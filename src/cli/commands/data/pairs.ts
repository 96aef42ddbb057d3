// `likeness data pairs`: a list of pairs to compare, with impostors that are hard to tell.

import { type Command, InvalidArgumentError } from 'commander';
import type { PairList } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { finite, jsonOption, nameList, partOption, seedNumber, whole, word } from '../../options.js';
import { count, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `List pairs of pictures to compare, as \`likeness evaluate --protocol\` reads them: mated ones, and
non-mated ones of every kind that is asked for. Of each subject at most --per-subject mated pairs are drawn, so that
nobody with hundreds of pictures decides the result. Of each kind of impostors every subject with a reference meets
--non-mated others; whose pictures they are is decided by the kind, which of their pictures, by chance.

Kinds of impostors, besides random ones:
  look-alike   the nearest others by their templates, found exactly: those whose
               probes score highest against the subject's references
  group        drawn from those who have the same --group attributes
  age          drawn from those at most --age-within years apart, by the
               attribute birthYear, or else age

Several joined by + must all hold: look-alike+group are the nearest of the same group.

Look-alikes are those of a model. For that very model they are the worst case, and another model compared with it on
them seems better than it is: choose them with a model that is not compared, or with all that are (--model a,b), and
say so where you report.

The false match rate among hard impostors is no false match rate of a policy: in the field most impostors are not
look-alikes, and only random ones speak for it. \`likeness evaluate\` sets its thresholds on the random ones of a
list, and shows what the hard ones achieve at these, kind by kind.`;

const EPILOGUE = `
Exit codes:
  0 done   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data pairs people --out pairs.csv --part test
  $ likeness data pairs people --out pairs.csv --part test --reference document,chip --probe selfie
  $ likeness data pairs people --out pairs.csv --hard look-alike --model accurate,fast
  $ likeness data pairs people --out pairs.csv --hard look-alike+group,age --group sex,region
  $ likeness evaluate my-model --dataset people --part test --protocol pairs.csv`;

const SOURCE_TYPES = ['selfie', 'document', 'chip', 'video'] as const;

interface Options {
  readonly out: string;
  readonly part?: 'train' | 'calibrate' | 'test';
  readonly reference?: readonly (typeof SOURCE_TYPES)[number][];
  readonly probe?: readonly (typeof SOURCE_TYPES)[number][];
  readonly perSubject: number;
  readonly nonMated: number;
  readonly random: boolean;
  readonly hard?: readonly string[];
  readonly group?: readonly string[];
  readonly ageWithin: number;
  readonly model?: readonly string[];
  readonly seed: number;
  readonly threads?: number;
  readonly json?: true;
}

export function addPairs(data: Command, terminal: Terminal): void {
  data
    .command('pairs')
    .summary('lists of pairs to compare, with look-alikes')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .requiredOption('--out <file.csv>', 'the list', word)
    .addOption(partOption())
    .option('--reference <types>', 'of selfie, document, chip, video (default: any)', sourceTypes)
    .option('--probe <types>', 'of selfie, document, chip, video (default: any)', sourceTypes)
    .option('--per-subject <n>', 'most mated pairs of one subject', whole, 20)
    .option('--non-mated <n>', 'of each kind, for each subject with a reference', whole, 10)
    .option('--no-random', 'leave random impostors out')
    .option('--hard <kinds>', 'look-alike, group, age, or several joined by +', nameList)
    .option('--group <names>', 'attributes that a group has in common: sex,region', nameList)
    .option('--age-within <years>', 'what counts as one age', years, 5)
    .option('--model <names>', 'whose look-alikes (default: the model with the star)', nameList)
    .option('--seed <n>', 'of the draws', seedNumber, 1)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) => listPairs(terminal, path, options));
}

function sourceTypes(text: string): (typeof SOURCE_TYPES)[number][] {
  return nameList(text).map((name) => {
    const type = SOURCE_TYPES.find((one) => one === name);
    if (!type) throw new InvalidArgumentError(`"${name}" is none of ${SOURCE_TYPES.join(', ')}.`);
    return type;
  });
}

function years(text: string): number {
  const value = finite(text);
  if (value < 0) throw new InvalidArgumentError(`"${text}" is below 0.`);
  return value;
}

async function listPairs(terminal: Terminal, path: string, options: Options): Promise<void> {
  const { openDataset, pairDataset, pairsCsv, parseKinds } = await import('../../../workbench/index.js');
  const { defaultEmbedder, ModelStore, likenessHome } = await import('../../../face/index.js');
  const { out, part, reference, probe, perSubject, nonMated, ageWithin, seed, threads, json } = options;
  const hard = parseKinds(options.hard ?? []);
  const dataset = await openDataset(path);
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const { model: models = [await defaultEmbedder(home)] } = options;
  const list = await interruptible((signal) => {
    const progress = startProgress(terminal);
    return pairDataset(dataset, {
      ...(part && { part }),
      ...(reference && { reference }),
      ...(probe && { probe }),
      perSubject,
      nonMated,
      random: options.random,
      hard,
      groups: options.group ?? [],
      ageWithin,
      models,
      seed,
      ...(threads && { threads }),
      home,
      store: new ModelStore(home),
      signal,
      onProgress: progress.report,
    }).finally(progress.done);
  });
  await save(out, pairsCsv(list.pairs));
  const { pairs, ...summary } = list;
  if (json) printJson(terminal, { dataset: dataset.name, out, pairs: pairs.length, ...summary });
  else printLines(terminal, linesOf(dataset.name, list, options));
}

function linesOf(
  name: string,
  { pairs, kinds, subjects, models, ageFrom }: PairList,
  { out, part, ageWithin, random, hard }: Options,
): string[] {
  const isHard = hard !== undefined;
  const rows = kinds.map(({ kind, pairs: n, subjects: of, repeated }) => [
    `  ${kind}`,
    count(n),
    `of ${count(of)} subjects${repeated > 0 ? `; ${count(repeated)} more are listed as another kind, or show one capture` : ''}`,
  ]);
  const width = Math.max(...rows.map(([, n]) => n!.length));
  return [
    `${name}${part ? `, part ${part}` : ''}: ${count(pairs.length)} pairs of ${count(subjects)} subjects in ${out}`,
    ...table(rows.map(([kind, n, rest]) => [kind!, n!.padStart(width), rest!])),
    ...(models.length > 0
      ? [
          '',
          `look-alikes by ${models.map(({ name: model, digest }) => `${model} ${digest.slice(0, 12)}`).join(' and ')}: the worst case for ${models.length > 1 ? 'them' : 'it'}`,
        ]
      : []),
    ...(ageFrom ? [`ages by the attribute ${ageFrom}, at most ${ageWithin} years apart`] : []),
    ...(isHard
      ? [
          random
            ? '`likeness evaluate` sets thresholds on the random ones, and shows each kind at these.'
            : 'The FMR among hard impostors is no FMR of a policy: without random ones no threshold can be set on this list.',
        ]
      : []),
  ];
}
