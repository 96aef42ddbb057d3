// `likeness data ledger`: on what terms pictures are held, and how that is amended.

import type { Command } from 'commander';
import { LikenessError } from '../../../errors.js';
import type {
  Amended,
  Condition,
  Dataset,
  DatasetRecord,
  Erasure,
  Ledger,
  LedgerEntry,
  TermColumn,
} from '../../../workbench/index.js';
import { jsonOption, nameList, word } from '../../options.js';
import { clipped, count, type Paint, painter, printJson, printLines, table } from '../../output.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';
import { dayOf, dayOption } from './day.js';

const ABOUT = `Show on what terms whose pictures are held: source, licence, consent, purpose and the last day on which
they may be kept, with what is not stated and what is overdue; where the pictures lie; what was erased; and the models
of this machine that were trained on any of them. It answers what the GDPR asks in article 30 (1) b, c and f, and what
an erasure under article 17 must reach.

With --set terms are amended: what would change is shown, and done with --apply. It is one change, which \`likeness
data undo\` takes back. An empty value (licence=) is "not stated". --where narrows both down; a column that is named
twice may have either value.`;

const EPILOGUE = `
Columns of --set:    source, licence, consent, purpose, retain_until
Columns of --where:  these, and image, subject, source_type, captured_at, part, any attribute such as sex

Exit codes:
  0 all is well, or amended   1 something is overdue, or not stated that --require names; --set without --apply, or
  nothing to change   2 wrong use or bad input

Examples:
  $ likeness data ledger people --require licence,consent,retain_until
  $ likeness data ledger people --set retain_until=2027-12-31 --where source_type=selfie
  $ likeness data ledger people --set licence="CC BY 4.0" --where licence= --where subject=Ann_Lee --apply
  $ likeness data ledger people --csv people.csv
  $ likeness data forget people --overdue`;

const EXIT_WANTING = 1;

/** So many combinations are printed; --json has all. */
const PRINTED = 40;

interface Options {
  readonly on?: string;
  readonly require?: readonly string[];
  readonly set?: readonly string[];
  readonly where?: readonly string[];
  readonly apply?: true;
  readonly csv?: string;
  readonly json?: true;
}

const repeated = (value: string, former: readonly string[] = []): string[] => [...former, value];

export function addLedger(data: Command, terminal: Terminal): void {
  data
    .command('ledger')
    .summary('on what terms pictures are held: licence, consent, purpose, retention')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .addOption(dayOption())
    .option('--require <columns>', 'columns that must be stated of every picture, with commas', nameList)
    .option('--set <column=value>', 'amend the terms; may be repeated', repeated)
    .option('--where <column=value>', 'only of these pictures; may be repeated', repeated)
    .option('--apply', 'make the change of --set')
    .option('--csv <file.csv>', 'one line a picture, for an auditor', word)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) =>
      options.set ? amend(terminal, path, options.set, options) : show(terminal, path, options),
    );
}

async function show(terminal: Terminal, path: string, options: Options): Promise<void> {
  const workbench = await import('../../../workbench/index.js');
  const { ModelStore, likenessHome } = await import('../../../face/index.js');
  if (options.apply) throw new LikenessError('usage', '--apply goes with --set');
  const required = (options.require ?? []).map((column) => termColumn(column, workbench.TERM_NAMES));
  const where = (options.where ?? []).map(workbench.parseCondition);
  const on = await dayOf(options.on);
  const dataset = await workbench.openDataset(path);
  const records = dataset.records.filter(workbench.conditionOf(dataset.records, where));
  const ledger = workbench.ledgerOf(records, on);
  const store = new ModelStore(terminal.env.LIKENESS_HOME || likenessHome());
  const trainedOn = await workbench.modelsTrainedOn(store, workbench.peopleOf(records));
  const copies = await workbench.copiesOf(dataset);
  const erasures = await workbench.erasuresOf(dataset.path);
  if (options.csv) await save(options.csv, workbench.ledgerCsv(records, on));
  const answer = {
    dataset: { name: dataset.name, path: dataset.path, version: dataset.version },
    where,
    ...ledger,
    copies,
    erasures,
    trainedOn: trainedOn.map(({ name, sha256 }) => ({ name, digest: sha256 })),
  };
  if (options.json) printJson(terminal, answer);
  else printLines(terminal, linesOf(answer, options.csv, painter(terminal.out, terminal.env)));
  const isMissing = required.some((column) => ledger.unstated[column].pictures > 0);
  if (isMissing || ledger.overdue.pictures > 0) terminal.exitCode = EXIT_WANTING;
}

interface Answer extends Ledger {
  readonly dataset: Pick<Dataset, 'name'>;
  readonly where: readonly Condition[];
  readonly copies: {
    readonly kept: number;
    readonly elsewhere: number;
    readonly formerStates: number;
    readonly formerPictures: number;
    readonly unlisted: readonly unknown[];
  };
  readonly erasures: readonly Erasure[];
  readonly trainedOn: readonly { readonly name: string; readonly digest: string }[];
}

function linesOf(answer: Answer, csv: string | undefined, paint: Paint): string[] {
  const { dataset, where, on, subjects, pictures, entries, overdue, copies, erasures, trainedOn } = answer;
  const conditions = where.map(([column, value]) => `${column}=${value}`).join(', ');
  const last = erasures.at(-1);
  return [
    `${paint(clipped(dataset.name), 'bold')} on ${on}${conditions ? `, where ${clipped(conditions)}` : ''}: ${count(pictures)} pictures of ${count(subjects)} subjects`,
    '',
    ...table([HEAD, ...entries.slice(0, PRINTED).map(rowOf)], (cell, row) =>
      row === 0 ? paint(cell, 'dim') : entries[row - 1]!.overdue ? paint(cell, 'red') : cell,
    ),
    ...(entries.length > PRINTED
      ? [`and ${count(entries.length - PRINTED)} more combinations: --json has all`]
      : []),
    '',
    ...unstatedLines(answer, paint),
    overdue.pictures > 0
      ? paint(
          `overdue: ${count(overdue.pictures)} pictures of ${count(overdue.subjects)} subjects; likeness data forget --overdue erases them`,
          'red',
        )
      : 'overdue: none',
    `lie: ${count(copies.kept)} copies in the data set, ${count(copies.elsewhere)} files elsewhere; ${count(copies.formerStates)} former states for undo, with ${count(copies.formerPictures)} pictures that the rows no longer have`,
    ...(copies.unlisted.length > 0
      ? [
          paint(
            `${count(copies.unlisted.length)} copies that no row knows; likeness data forget --unlisted erases them`,
            'yellow',
          ),
        ]
      : []),
    last
      ? `erased: ${count(erasures.length)} times so far, last on ${last.at.slice(0, 10)}`
      : 'erased: nothing so far',
    trainedOn.length === 0
      ? 'models: none of this machine is known to have been trained on any of these pictures'
      : `models trained on some of these pictures: ${trainedOn.map(({ name, digest }) => `${name} ${digest.slice(0, 12)}`).join(', ')}`,
    '',
    paint(
      'yours to add for the record of article 30: controller and contact, recipients, transfers, security',
      'dim',
    ),
    ...(csv ? [paint(csv, 'dim')] : []),
  ];
}

const HEAD = ['subjects', 'pictures', 'until', 'source', 'licence', 'consent', 'purpose', 'types', 'parts'];

const rowOf = ({ subjects, pictures, terms, sourceTypes, parts }: LedgerEntry): string[] => [
  count(subjects),
  count(pictures),
  ...[terms.retainUntil, terms.source, terms.licence, terms.consent, terms.purpose].map(told),
  countsOf(sourceTypes),
  countsOf(parts),
];

const told = (value: string | null): string => (value?.trim() ? clipped(value) : '–');

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${count(n)}`)
    .join(', ');

function unstatedLines({ unstated, pictures }: Ledger, paint: Paint): string[] {
  const missing = Object.entries(unstated).filter(([, held]) => held.pictures > 0);
  if (missing.length === 0) return ['not stated: nothing'];
  const said = missing.map(
    ([column, held]) =>
      `${column} of ${held.pictures === pictures ? 'all' : `${count(held.pictures)} pictures (${count(held.subjects)} subjects)`}`,
  );
  return [paint(`not stated: ${said.join(', ')}`, 'yellow')];
}

function termColumn(column: string, names: readonly TermColumn[]): TermColumn {
  const found = names.find((name) => name === column);
  if (!found)
    throw new LikenessError('option_invalid', `${column} holds no terms: require ${names.join(', ')}`);
  return found;
}

async function amend(
  terminal: Terminal,
  path: string,
  given: readonly string[],
  options: Options,
): Promise<void> {
  const workbench = await import('../../../workbench/index.js');
  if (options.csv || options.require)
    throw new LikenessError('usage', '--csv and --require show the ledger: they do not go with --set');
  const set = workbench.parseNewTerms(given);
  const where = (options.where ?? []).map(workbench.parseCondition);
  const dataset = await workbench.openDataset(path);
  const amended = workbench.amendTerms(dataset.records, { set, where });
  const isApplied = options.apply === true && amended.changed.pictures > 0;
  if (isApplied) await workbench.replaceRecords(dataset, amended.records as DatasetRecord[], amended.change);
  const { records: _, ...answer } = amended;
  if (options.json) printJson(terminal, { dataset: dataset.name, set, where, applied: isApplied, ...answer });
  else printLines(terminal, amendedLines(amended, dataset, isApplied, painter(terminal.out, terminal.env)));
  if (!isApplied) terminal.exitCode = EXIT_WANTING;
}

function amendedLines(
  { matched, changed, changes }: Amended,
  { name, records }: Dataset,
  isApplied: boolean,
  paint: Paint,
): string[] {
  if (changed.pictures === 0) {
    const why =
      matched.pictures === 0
        ? `none of ${count(records.length)} pictures meets the conditions`
        : `${count(matched.pictures)} pictures meet the conditions, and their terms are so already`;
    return [`${name}: nothing to change; ${why}`];
  }
  return [
    `${name}: ${count(changed.pictures)} of ${count(records.length)} pictures, of ${count(changed.subjects)} subjects, ${isApplied ? 'changed' : 'would change'}`,
    '',
    ...changes
      .slice(0, PRINTED)
      .flatMap(({ columns, pictures, subjects }) => [
        `${count(pictures)} pictures of ${count(subjects)} subjects`,
        ...columns.map(
          ({ column, before, after }) => `  ${column.padEnd(13)} ${told(before)} → ${told(after)}`,
        ),
      ]),
    ...(changes.length > PRINTED ? [`and ${count(changes.length - PRINTED)} more: --json has all`] : []),
    '',
    isApplied
      ? 'likeness data undo takes it back'
      : paint('nothing was written: --apply makes the change', 'yellow'),
  ];
}
