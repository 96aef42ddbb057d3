// `likeness data clean`: what may be wrong in a data set, and its mending.

import { type Command, InvalidArgumentError } from 'commander';
import type { AppliedProposals, Cleaning, Proposal, ProposalKind } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { finite, jsonOption, modelOption, whole, word } from '../../options.js';
import { count, painter, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Look for what is wrong in a data set, and propose how to mend it. Nothing is changed without --apply,
and what was changed can be taken back with \`likeness data undo\`.

Kinds of proposals:
  relabel           a picture is far from its subject's others and near to another's: it goes there
  set-aside         a picture is far from its subject's others and near to nobody: its row goes, its file stays
  split             a folder is two people, and nothing tells whose the name is: each becomes a subject, Ann_Lee
                    and Ann_Lee~2
  merge             two folders are one person: the pictures go to the larger one
  exact-duplicate   the same bytes twice: one row goes
  near-duplicate    the same photograph twice, scaled, recompressed or cropped: one row goes

Each comes with its certainty, a posterior probability: what the scores say, weighed with how rare such an error is.
Of a million pairs of subjects nearly all are two people, so a look-alike is not taken for the person. The list ends
where a proposal is less certain than --precision. What scores mean, and how many labels are wrong, is learned from
the data set itself; --expected-errors says it better if you know.

Look at the page before applying: proposals keep their ids, so those that are not right can be left out by --except.
It shows photographs of people: keep it like them.`;

const EPILOGUE = `
Exit codes:
  0 done, whatever was proposed   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data clean people --page clean.html
  $ likeness data clean people --apply --except 3f9c01ab22
  $ likeness data clean people --kinds exact-duplicate,near-duplicate --apply
  $ likeness data clean people --precision 0.99 --json
  $ likeness data undo people`;

interface Options {
  readonly model?: string;
  readonly page?: string;
  readonly precision?: number;
  readonly kinds?: ProposalKind[];
  readonly expectedErrors?: number;
  readonly apply?: true;
  readonly only?: string[];
  readonly except?: string[];
  readonly threads?: number;
  readonly json?: true;
}

const KINDS = [
  'relabel',
  'set-aside',
  'split',
  'merge',
  'exact-duplicate',
  'near-duplicate',
] as const satisfies readonly ProposalKind[];

export function addClean(data: Command, terminal: Terminal): void {
  data
    .command('clean')
    .summary('find wrong labels, duplicates and people with two names; mend them with --apply')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .addOption(modelOption())
    .option('--page <file.html>', 'write the proposals with their pictures as one page', word)
    .option('--precision <share>', 'how certain each proposal must be, 0.5 to 1 (default: 0.9)', finite)
    .option('--kinds <kind,…>', 'these kinds alone', kinds)
    .option('--expected-errors <share>', 'pictures under a wrong name (default: estimated)', finite)
    .option('--apply', 'change the data set')
    .option('--only <id,…>', 'with --apply: these proposals alone', list)
    .option('--except <id,…>', 'with --apply: all but these proposals', list)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) => cleanDataset(terminal, path, options));
}

function list(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('Give names with commas between them.');
  return items;
}

const kinds = (text: string): ProposalKind[] =>
  list(text).map((item) => {
    const kind = KINDS.find((name) => name === item);
    if (!kind) throw new InvalidArgumentError(`"${item}" is none of ${KINDS.join(', ')}.`);
    return kind;
  });

async function cleanDataset(terminal: Terminal, path: string, options: Options): Promise<void> {
  const workbench = await import('../../../workbench/index.js');
  const { defaultEmbedder, ModelStore, likenessHome } = await import('../../../face/index.js');
  const { LikenessError } = await import('../../../errors.js');
  const { page, precision, kinds: asked, expectedErrors: errorRate, threads, only, except } = options;
  if ((only || except) && !options.apply)
    throw new LikenessError('usage', '--only and --except say what to apply: give --apply too');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const model = options.model ?? (await defaultEmbedder(home));
  const { cleaning, applied } = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    try {
      const found = await workbench.clean(path, {
        model,
        ...(precision !== undefined && { precision }),
        ...(asked && { kinds: asked }),
        ...(errorRate !== undefined && { errorRate }),
        ...(threads && { threads }),
        home,
        store: new ModelStore(home),
        signal,
        onProgress: progress.report,
      });
      const chosen = workbench.chooseProposals(found.proposals, { only, except });
      if (page) {
        progress.report('drawing the page');
        await save(page, await workbench.cleaningPage(found, signal));
      }
      const done = options.apply ? { chosen, ...(await workbench.applyCleaning(found, chosen)) } : undefined;
      return { cleaning: found, applied: done };
    } finally {
      progress.done();
    }
  });
  if (options.json) printJson(terminal, answerOf(cleaning, workbench.expectedPrecision, applied));
  else printLines(terminal, linesOf(terminal, cleaning, workbench.expectedPrecision, applied, page));
}

type Done = AppliedProposals & { readonly chosen: readonly Proposal[] };
type Expected = (proposals: readonly Proposal[]) => number;

function answerOf(cleaning: Cleaning, expected: Expected, applied: Done | undefined) {
  const { dataset, model, proposals, precision, errorRate, twinRate, learned } = cleaning;
  return {
    dataset: { name: dataset.name, path: dataset.path, pictures: dataset.records.length },
    model: { name: model.name, digest: model.sha256 },
    precision,
    expectedErrors: errorRate,
    expectedTwins: twinRate,
    evidence: learned ? 'data set' : 'calibration',
    expectedPrecision: expected(proposals),
    proposals,
    applied: applied
      ? {
          proposals: applied.chosen.map(({ id }) => id),
          moved: applied.moved,
          dropped: applied.dropped,
          overruled: applied.overruled,
        }
      : null,
  };
}

function linesOf(
  terminal: Terminal,
  cleaning: Cleaning,
  expected: Expected,
  applied: Done | undefined,
  page: string | undefined,
): string[] {
  const { dataset, proposals, precision } = cleaning;
  const paint = painter(terminal.out, terminal.env);
  const found =
    proposals.length === 0
      ? [`${dataset.name}: nothing is ${percent(precision)} certain to be wrong`]
      : [
          ...table(
            [['id', 'kind', 'certain', 'picture', 'goes to', 'on the evidence of'], ...proposals.map(rowOf)],
            (cell, row) => (row === 0 ? paint(cell, 'dim') : cell),
          ),
          '',
          `${count(proposals.length)} proposals, of which ${percent(expected(proposals))} are expected to be right`,
        ];
  return [
    ...found,
    `expected before: ${percent(cleaning.errorRate)} of the labels wrong, ${percent(cleaning.twinRate)} of the subjects under two names`,
    ...(page ? [paint(page, 'dim')] : []),
    ...(applied ? ['', ...appliedLines(dataset.name, applied)] : []),
    ...(!applied && proposals.length > 0 ? ['', 'nothing was changed: --apply does'] : []),
  ];
}

const appliedLines = (name: string, { chosen, moved, dropped, overruled }: Done): string[] => [
  chosen.length === 0
    ? `${name}: nothing was changed`
    : `${name}: ${count(chosen.length)} proposals applied, ${count(moved)} pictures moved, ${count(dropped)} rows taken out; \`likeness data undo\` takes it back`,
  ...overruled.map((line) => `  not done: ${line}`),
];

function rowOf({ id, kind, probability, moves, comparisons, copyOf }: Proposal): string[] {
  const [first, ...more] = moves;
  const evidence = [
    ...(copyOf ? [`${copyOf.image}, ${copyOf.hashDistance} of 64 bits differ`] : []),
    ...comparisons.map(
      ({ subject, pictures, score, llr }) =>
        `${subject} (${pictures}) ${score.toFixed(3)} LLR ${llr < 0 ? '−' : '+'}${Math.abs(llr).toFixed(1)}`,
    ),
  ];
  return [
    id,
    kind,
    percent(probability),
    `${first!.image}${more.length > 0 ? ` and ${more.length} more` : ''}`,
    first!.to ?? 'out',
    evidence.join(', '),
  ];
}

/** Never 100 %, which nothing that was inferred is. */
const percent = (value: number): string =>
  value === 1 ? '100 %' : `${Math.min(99.9, Number((100 * value).toPrecision(3)))} %`;
