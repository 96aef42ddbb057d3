// `likeness data inspect`: a data set is looked at.

import type { Command } from 'commander';
import type { Inspection } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { jsonOption, word } from '../../options.js';
import { count, type Paint, painter, printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';
import { dayOf, dayOption } from './day.js';

const ABOUT = `Look at a data set before anything is measured or trained on it: what it can be used for, which FMR so
many people could carry at best, and what is missing. Writes one page without scripts: subjects, selfies and
documents, parts, groups, time of capture, sizes, the quality components with contact sheets of their worst, failures
to acquire, duplicates, terms, history. Everything is read off the rows that \`likeness data ingest\` made; no model
runs, so that it takes seconds. The page holds photographs of people: keep it like the data set, or leave them out with
--no-pictures.`;

const EPILOGUE = `
Exit codes:
  0 done   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data inspect people
  $ likeness data inspect people --out reports/people.html --no-pictures
  $ likeness data inspect people --json | jq '.uses[] | select(.answer != "yes")'`;

const PAGE = 'inspection.html';

interface Options {
  readonly out?: string;
  readonly on?: string;
  readonly pictures: boolean;
  readonly json?: true;
}

export function addInspect(data: Command, terminal: Terminal): void {
  data
    .command('inspect')
    .summary('what a data set can be used for, and what is wrong with it')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .option('--out <file.html>', `where the page goes (default: ${PAGE}; with --json none)`, word)
    .option('--no-pictures', 'a page without photographs')
    .addOption(dayOption())
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) => inspectDataset(terminal, path, options));
}

async function inspectDataset(terminal: Terminal, path: string, options: Options): Promise<void> {
  const { inspect, inspectionPage, inspectionPictures, openDataset } = await import(
    '../../../workbench/index.js'
  );
  const on = await dayOf(options.on);
  const out = options.out ?? (options.json ? undefined : PAGE);
  const inspection = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    try {
      progress.report('reading the rows');
      const dataset = await openDataset(path);
      signal.throwIfAborted();
      const found = await inspect(dataset, on);
      if (out === undefined) return found;
      progress.report('cutting out pictures');
      const pictures = options.pictures ? await inspectionPictures(dataset, found, signal) : null;
      await save(out, inspectionPage(found, pictures));
      return found;
    } finally {
      progress.done();
    }
  });
  if (options.json) printJson(terminal, inspection);
  else printLines(terminal, linesOf(inspection, out, options.pictures, painter(terminal.out, terminal.env)));
}

const MARKS = { yes: ['✓', 'green'], partly: ['–', 'yellow'], no: ['✕', 'red'] } as const;

const LABELS: Readonly<Record<Inspection['uses'][number]['use'], string>> = {
  comparisons: 'comparisons',
  documents: 'documents',
  parts: 'parts',
  lapse: 'ageing',
  groups: 'groups',
  labels: 'labels',
  quality: 'quality',
  terms: 'terms',
};

function linesOf(
  { dataset, uses, evidence }: Inspection,
  out: string | undefined,
  withPictures: boolean,
  paint: Paint,
): string[] {
  const within = evidence[0]!.claims.filter(({ possible }) => possible).map(({ fmr }) => fmr);
  return [
    `${paint(dataset.name, 'bold')}: ${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects, ${count(dataset.acquired)} with a face`,
    within.length > 0
      ? `an FMR of ${Math.min(...within).toExponential()} could be claimed at best, if no comparison were a false match`
      : 'no FMR of 1e-2 or less could be claimed from so few people',
    '',
    ...uses.flatMap(({ use, answer, statement, remedy }) => [
      `${paint(MARKS[answer][0], MARKS[answer][1])} ${paint(LABELS[use].padEnd(12), 'bold')} ${statement}`,
      ...(remedy === null ? [] : [paint(`${' '.repeat(15)}${remedy.replaceAll('`', '')}`, 'dim')]),
    ]),
    ...(out === undefined
      ? []
      : ['', paint(`${out}${withPictures ? ', with photographs of people' : ''}`, 'dim')]),
  ];
}
