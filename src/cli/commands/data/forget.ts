// `likeness data forget`: a subject is erased, or what is held beyond its last day, or what no row knows.

import type { Command } from 'commander';
import { LikenessError } from '../../../errors.js';
import type { ForgetOptions, Forgotten, Overdue, Unlisted } from '../../../workbench/index.js';
import { jsonOption } from '../../options.js';
import { clipped, count, printJson, printLines, table } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { dayOf, dayOption } from './day.js';

const ABOUT = `Erase pictures: the rows of the data set, now and in every state that undo could bring back, the copies
of the pictures, and their templates in the caches of LIKENESS_HOME. This is not undone. Models that were trained on
them are named: a network cannot be made to forget, train it again without. Files outside the data set (\`ingest
--link\`) and pages that were made before are yours to remove.

A subject is erased at once. With --overdue goes what is held beyond its last day, picture by picture, and what was
made from it; with --unlisted go copies that no row knows any longer, as \`likeness data undo\` leaves them. Both say
what they would erase, and do it with --yes. That something was erased, when and why, but not of whom, is kept in
history/erasures.jsonl.`;

const EPILOGUE = `
Exit codes:
  0 erased, or there was nothing to erase   1 --yes was not given   2 wrong use, or nobody knows the subject

Examples:
  $ likeness data forget people Adam_Sandler
  $ likeness data forget people --overdue
  $ likeness data forget people --overdue --yes
  $ likeness data forget people --unlisted --yes`;

const EXIT_NOT_ERASED = 1;

/** So many pictures and files are named; --json names all. */
const NAMED = 20;

interface Options {
  readonly overdue?: true;
  readonly unlisted?: true;
  readonly on?: string;
  readonly yes?: true;
  readonly json?: true;
}

export function addForget(data: Command, terminal: Terminal): void {
  data
    .command('forget')
    .summary('erase a subject everywhere, or what is overdue')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .argument('[subject]', 'as the column `subject` calls the person')
    .option('--overdue', 'what is held beyond its last day (retain_until)')
    .option('--unlisted', 'copies that no row knows')
    .addOption(dayOption())
    .option('--yes', 'with --overdue or --unlisted: erase')
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, subject: string | undefined, options: Options) =>
      forgetPictures(terminal, path, subject, options),
    );
}

async function forgetPictures(
  terminal: Terminal,
  path: string,
  subject: string | undefined,
  options: Options,
): Promise<void> {
  requireOne(subject, options);
  const workbench = await import('../../../workbench/index.js');
  const { ModelStore, likenessHome } = await import('../../../face/index.js');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const where: ForgetOptions = { home, store: new ModelStore(home) };
  const dataset = await workbench.openDataset(path);
  const { yes, json } = options;
  if (subject !== undefined) {
    const forgotten = await workbench.forget(dataset, subject, where);
    if (json) printJson(terminal, forgotten);
    else printLines(terminal, linesOf(forgotten));
    return;
  }
  if (options.overdue) {
    const on = await dayOf(options.on);
    const overdue = await (yes
      ? workbench.forgetOverdue(dataset, on, where)
      : workbench.findOverdue(dataset, on, where));
    const isDone = yes === true || overdue.pictures.length === 0;
    if (json) printJson(terminal, { done: isDone, ...overdue });
    else printLines(terminal, overdueLines(overdue, dataset.name, isDone));
    if (!isDone) terminal.exitCode = EXIT_NOT_ERASED;
  } else {
    const unlisted = await (yes
      ? workbench.forgetUnlisted(dataset, where)
      : workbench.findUnlisted(dataset, where));
    const isDone = yes === true || unlisted.erased.length === 0;
    if (json) printJson(terminal, { done: isDone, ...unlisted });
    else printLines(terminal, unlistedLines(unlisted, dataset.name, isDone));
    if (!isDone) terminal.exitCode = EXIT_NOT_ERASED;
  }
}

/** Whoever erases says what: nothing is guessed. */
function requireOne(subject: string | undefined, { overdue, unlisted, on, yes }: Options): void {
  const given = [subject !== undefined, overdue === true, unlisted === true].filter(Boolean).length;
  if (given !== 1)
    throw new LikenessError('usage', 'say a subject, --overdue or --unlisted, and one of them alone');
  if (on !== undefined && !overdue) throw new LikenessError('usage', '--on goes with --overdue');
  if (yes && subject !== undefined)
    throw new LikenessError('usage', '--yes goes with --overdue or --unlisted: a subject is erased at once');
}

const linesOf = ({ subject, images, erased, templates, left, trainedOn }: Forgotten): string[] => [
  `${subject}: ${count(images.length)} pictures forgotten; ${count(erased.length)} copies and ${count(templates)} cached templates erased`,
  ...leftLines(left),
  '',
  ...modelLines(trainedOn, 'the subject'),
];

function overdueLines(
  { on, pictures, whole, partly, erased, templates, left, trainedOn }: Overdue,
  name: string,
  isDone: boolean,
): string[] {
  if (pictures.length === 0) return [`${name}: nothing is overdue on ${on}`];
  return [
    `${name} on ${on}: ${count(pictures.length)} pictures ${isDone ? 'erased' : 'are overdue'}, with ${count(erased.length)} copies and ${count(templates)} cached templates`,
    `nothing remains of ${count(whole.length)} subjects; others keep pictures: ${count(partly.length)}`,
    '',
    ...table(
      pictures
        .slice(0, NAMED)
        .map(({ image, subject, retainUntil }) => [
          `  ${retainUntil ?? 'made from one'}`,
          clipped(subject),
          clipped(image, 60),
        ]),
    ),
    ...(pictures.length > NAMED ? [`  and ${count(pictures.length - NAMED)} more: --json names all`] : []),
    ...leftLines(left),
    '',
    ...modelLines(trainedOn, 'them'),
    ...(isDone ? [] : ['', 'nothing was erased: --yes erases them, and that is not undone']),
  ];
}

function unlistedLines({ erased, templates }: Unlisted, name: string, isDone: boolean): string[] {
  if (erased.length === 0) return [`${name}: every copy is known to a row`];
  return [
    `${name}: ${count(erased.length)} copies that no row knows ${isDone ? 'erased' : 'were found'}, with ${count(templates)} cached templates`,
    ...erased.slice(0, NAMED).map((file) => `  ${file}`),
    ...(erased.length > NAMED ? [`  and ${count(erased.length - NAMED)} more: --json names all`] : []),
    ...(isDone ? [] : ['', 'nothing was erased: --yes erases them, and that is not undone']),
  ];
}

const leftLines = (left: readonly string[]): string[] =>
  left.length === 0
    ? []
    : [
        '',
        'left where they lie, for you to decide on:',
        ...left.slice(0, NAMED).map((file) => `  ${file}`),
        ...(left.length > NAMED ? [`  and ${count(left.length - NAMED)} more: --json names all`] : []),
      ];

const modelLines = (trainedOn: Forgotten['trainedOn'], whom: string): string[] => [
  trainedOn.length === 0
    ? `no model of this machine is known to have been trained on ${whom}`
    : `models that were trained on ${whom}; train them again without:`,
  ...trainedOn.map(({ name, digest }) => `  ${name} ${digest.slice(0, 12)}`),
];
